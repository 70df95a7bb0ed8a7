"""From the start of the process to its first answer, with an empty store."""
import socket
import statistics
import time
import urllib.parse

from .. import clients, servers
from ..figures import number, shown
from ..places import MAPLE
from ..processes import fine_cpu
from ..report import Must, Report, Table

STARTS = 15


def measure():
    runs = [first_answer() for _ in range(STARTS)]
    listening, answered, cpu, memory = zip(*runs)
    table = Table("Start, empty store", f"{STARTS} starts, the store made in that time: median and spread. Wall clock, so the machine's other work counts; CPU is the daemon's.",
                  ["ms until the socket listens", "ms until the first 200", "ms of CPU until then", "memory then, MB", "binary, MB"])
    table.add(shown(listening, digits=0), shown(answered, digits=0), shown(cpu, digits=0), shown(memory), number(MAPLE.stat().st_size / 1e6))
    first, socket_ms = statistics.median(answered), statistics.median(listening)
    return Report(tables=[table], musts=[
        Must("first answer after start, empty store", "below 80 ms", f"{number(first, 0)} ms, the least of {STARTS} {number(min(answered), 0)}, of it CPU {number(min(cpu), 0)} ms", first < 80),
        Must("of it before the socket listens", "below 25 ms", f"{number(socket_ms, 0)} ms, the least {number(min(listening), 0)}", socket_ms < 25)])


def first_answer():
    """Until the socket listens and until the first 200, both in ms of wall clock; ms of CPU and MB of memory by then."""
    with servers.new_folder() as folder, servers.start_maple(folder) as server:
        address = urllib.parse.urlsplit(server.url)
        while True:
            try:
                socket.create_connection((address.hostname, address.port)).close()
                break
            except ConnectionRefusedError:
                time.sleep(0.0002)
        listening = time.monotonic()
        clients.get(f"{server.url}/healthz")
        answered = time.monotonic()
        return (listening - server.started) * 1e3, (answered - server.started) * 1e3, fine_cpu(server.process.pid) * 1e3, server.memory()
