"""One file of 100 MB: how fast it is taken in, and how much memory that takes."""
import os
import statistics
import time

from .. import clients, servers
from ..figures import alternate, number, ratio, shown
from ..kinds import PHOTO, file_of
from ..places import WORK
from ..processes import PeakMemory, cpu_of
from ..report import Must, Report, Table

ROUNDS, BYTES = 5, 100_000_000


def measure():
    path = WORK / "large.jpg"
    # Random bytes behind the picture's end: no disk and no file system can make less of them.
    picture = file_of(PHOTO).read_bytes()
    path.write_bytes(picture + os.urandom(BYTES - len(picture)))
    growths = {}
    with servers.maple() as maple, servers.fastify() as fastify, servers.new_folder() as folder:
        def taken(server):
            clients.upload(server, file_of(PHOTO), count=2)
            before, spent = server.memory(), server.cpu()
            with PeakMemory(server) as watched:
                speed = BYTES / 1e6 / clients.upload(server, path, count=1).wall
            growths.setdefault(server.name, []).append(watched.peak - before)
            return speed, (server.cpu() - spent) * 1e3

        def copied():
            begun = time.monotonic()
            spent = cpu_of(["sh", "-c", f"cat '{path}' >'{folder}/copy' && sync '{folder}/copy'"])
            return BYTES / 1e6 / (time.monotonic() - begun), spent * 1e3

        results = alternate(ROUNDS, {"maple": lambda: taken(maple), "Fastify": lambda: taken(fastify), "cat": copied})
    path.unlink()
    table = Table("Upload of one file of 100 MB", f"A 12-megapixel JPEG with random bytes behind its end; MB per second of wall clock, median of {ROUNDS} runs in turn. "
                  "The driver that sends the bytes shares the cores with the server that receives them; `cat` has them to itself.",
                  ["", "MB/s", "ms of CPU", "memory that it takes more than an upload of 4 MB, in MB"])
    for name, label in (("maple", "maple"), ("Fastify", "Fastify + sharp"), ("cat", "`cat` into a file, `sync` of that")):
        table.add(label, *(shown(values) for values in zip(*results[name])), shown(growths[name]) if name in growths else "")
    share, growth = ratio(*([speed for speed, _ in results[name]] for name in ("maple", "cat"))), statistics.median(growths["maple"])
    # A few buffers may come and go; a file held in memory would show as 100.
    return Report(tables=[table], musts=[
        Must("memory during an upload of 100 MB", "flat (below 8 MB more)", f"{number(growth)} MB more", growth < 8),
        Must("speed of an upload of 100 MB", "at least 60 % of `cat` and fsync", f"{share:.0%}", share >= 0.6)])
