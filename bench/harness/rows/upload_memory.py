"""Memory while 32 clients send 12-megapixel JPEGs, and a minute later."""
import time

from .. import clients, servers
from ..figures import number
from ..kinds import PHOTO, file_of
from ..processes import MEGABYTE, PeakMemory
from ..report import Must, Report, Table

CLIENTS, UPLOADS, REST_SECONDS = 32, 96, 60


def measure():
    table = Table(
        "Memory", f"Resident MB of the server's processes together while {CLIENTS} clients send {UPLOADS} 12-megapixel JPEGs, looked at every 20 ms; "
        "pages that processes share count for each.",
        ["server", "idle before", "peak", "peak of the daemon alone", f"{REST_SECONDS} s later", "503"])
    report = Report(tables=[table])
    for start in (servers.maple, servers.fastify):
        with start() as server:
            before = server.memory()
            with PeakMemory(server) as watched:
                uploads = clients.upload(server, file_of(PHOTO), clients=CLIENTS, count=UPLOADS)
            time.sleep(REST_SECONDS)
            after = server.memory()
            table.add(server.name, number(before, 0), number(watched.peak, 0), number(high_water(server), 0), number(after, 0), uploads.refused)
            print(" | ".join(table.rows[-1]), flush=True)
        if server.name == "maple":
            report.musts = [Must(f"peak RSS, {CLIENTS} clients sending 12-megapixel JPEGs, all processes", "below 120 MB", f"{number(watched.peak, 0)} MB", watched.peak < 120),
                            Must("RSS a minute later", "below 30 MB", f"{number(after, 0)} MB", after < 30)]
    return report


def high_water(server):
    with open(f"/proc/{server.process.pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) * 1024 / MEGABYTE
