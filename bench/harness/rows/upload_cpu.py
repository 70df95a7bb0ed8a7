"""CPU time for one upload, thumbnail and show picture included, by kind of picture."""
import statistics

from .. import clients, floor, servers
from ..figures import alternate, ratio, shown
from ..kinds import KINDS, PHOTO, PNG, PROGRESSIVE, SMALL, file_of, labelled
from ..report import Must, Report, Table

ROUNDS = 5

# So many that what a run costs is far above the 10 ms that the kernel's clock counts in, and few where one takes a second.
COUNTS = {SMALL: 30, PROGRESSIVE: 2}


def measure():
    table = Table(
        "CPU of an upload", f"Milliseconds of the server's processes for one upload by one client: median of {ROUNDS} runs in turn, and their spread. "
        "The floor is `djpeg -scale 1/8`, SHA-256, and one write with fsync; '2/8' decodes at the scale that 810 pixels need.",
        ["picture", "maple", "Fastify + sharp", "Flask + Pillow", "floor", "floor, 2/8", "maple / Fastify", "maple / Flask", "maple / floor"])
    found = {}
    with servers.maple() as maple, servers.fastify() as fastify, servers.flask() as flask, servers.new_folder() as folder:
        for kind in KINDS:
            path, is_jpeg = file_of(kind), KINDS[kind].endswith(".jpg")
            content, count = path.read_bytes(), COUNTS.get(kind, 8)
            measures = {server.name: lambda server=server: cpu_ms(server, path, count) for server in (maple, fastify, flask)}
            if is_jpeg:
                measures["floor"] = lambda: floor_ms(path, content, folder, 1)
                measures["floor 2/8"] = lambda: floor_ms(path, content, folder, 2)
            results = found[kind] = alternate(ROUNDS, measures)
            table.add(labelled(kind), *(shown(results[name]) if name in results else "" for name in ("maple", "Fastify", "Flask", "floor", "floor 2/8")),
                      *(f"{ratio(results['maple'], results[name]):.2f}" if name in results else "" for name in ("Fastify", "Flask", "floor")))
            print(" | ".join(table.rows[-1]), flush=True)
    report = Report(tables=[table])
    for kind, peer, most in ((PHOTO, "Fastify", 0.8), (PHOTO, "Flask", 0.15), (PHOTO, "floor", 1.3), (PNG, "Fastify", 0.8), (SMALL, "Fastify", 0.5)):
        value = ratio(found[kind]["maple"], found[kind][peer])
        report.musts.append(Must(f"CPU per upload, {kind}", f"at most {most} of {'the floor' if peer == 'floor' else peer}", f"{value:.2f}", value <= most))
    return report


def cpu_ms(server, path, count):
    clients.upload(server, path, count=2)  # warm: a process that slept, a connection, code not yet compiled
    return clients.upload(server, path, count=count).cpu / count * 1e3


def floor_ms(path, content, folder, eighths):
    return statistics.mean(floor.decode(path, eighths) + floor.hashed(content) + floor.written(content, folder) for _ in range(3)) * 1e3
