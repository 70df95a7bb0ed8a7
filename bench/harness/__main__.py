"""python3 -m harness [--million] [ROW...]: measures the rows named, or all of them."""
import importlib
import os
import signal
import sys
import time

from . import report

# In the order of the document.
ROWS = ["upload_cpu", "upload_rate", "upload_memory", "large_upload", "serving", "resizing", "lists", "million", "start"]


def main(arguments):
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # ends the servers, too
    rows = arguments or [row for row in ROWS if row != "million"]
    if arguments == ["--million"]:
        rows = ROWS
    if unknown := set(rows) - set(ROWS):
        sys.exit(f"Unknown: {', '.join(unknown)}. Rows: {', '.join(ROWS)}")
    for row in rows:
        print(f"{row} …", file=sys.stderr, flush=True)
        begun, load = time.monotonic(), os.getloadavg()[0]
        found = importlib.import_module(f".rows.{row}", __package__).measure()
        found.load = f"Load before and after: {load:.0f}, {os.getloadavg()[0]:.0f}, on {os.cpu_count()} cores."
        report.keep(row, found)
        report.write_document(ROWS)
        print(f"{row}: {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)


main(sys.argv[1:])
