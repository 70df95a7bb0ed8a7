"""?width=320, not computed before and computed before, against programs that only resize."""
import contextlib
import json
import os
import pathlib
import subprocess

from .. import clients, servers
from ..figures import alternate, ratio, shown
from ..kinds import PHOTO, PNG, file_of, labelled
from ..places import PEERS, node
from ..processes import cpu_of, tree_cpu
from ..report import Must, Report, Table
from .serving import SECONDS, cost

ROUNDS, PICTURES = 5, 10


def measure():
    fresh = Table("A size made on demand", f"Milliseconds of CPU to make 320 pixels from a picture, median of {ROUNDS} runs in turn of {PICTURES}: `?width=320` of a "
                  "new upload, over HTTP and kept on the disk; sharp in a process that runs; `vipsthumbnail` and `gm convert` with their start.",
                  ["picture", "maple", "sharp", "vipsthumbnail", "GraphicsMagick", "maple / sharp"])
    report = Report(tables=[fresh])
    with servers.maple() as maple, sharp() as resizer, servers.new_folder() as folder:
        for kind in (PHOTO, PNG):
            path, output = file_of(kind), os.path.join(folder, "out.jpg")
            results = alternate(ROUNDS, {
                "maple": lambda: asked(maple, path),
                "sharp": lambda: resizer(path),
                "vips": lambda: mean_cpu(["vipsthumbnail", "--size", "320x", "-o", f"{output}[Q=82,strip]", str(path)]),
                "gm": lambda: mean_cpu(["gm", "convert", "-size", "640x640", str(path), "-resize", "320x", "-strip", "-quality", "82", output])})
            value = ratio(results["maple"], results["sharp"])
            fresh.add(labelled(kind), *(shown(results[name]) for name in ("maple", "sharp", "vips", "gm")), f"{value:.2f}")
            print(" | ".join(fresh.rows[-1]), flush=True)
            report.musts.append(Must(f"`?width=320` not cached, {kind}", "at most 0.7 of sharp's CPU", f"{value:.2f}", value <= 0.7))
        add_cached(maple, folder, report)
    return report


def add_cached(maple, folder, report):
    """The same bytes, once as a size asked for again and once as an original."""
    url = json.loads(clients.upload(maple, file_of(PHOTO), count=1).answers[0])["url"] + "?width=320"
    path = os.path.join(folder, "same.jpg")
    with open(path, "wb") as file:
        file.write(clients.get(url))
    static = json.loads(clients.upload(maple, pathlib.Path(path), count=1).answers[0])["url"]
    results = alternate(ROUNDS, {"cached": lambda: cost(maple, url, 64)[0], "static": lambda: cost(maple, static, 64)[0]})
    value = ratio(results["cached"], results["static"])
    table = Table("A size made before", f"µs of CPU per request, 64 clients, {SECONDS} s a run, median of {ROUNDS} runs in turn; the same bytes both times.",
                  ["`?width=320`, cached", "an original", "ratio"])
    table.add(shown(results["cached"], digits=0), shown(results["static"], digits=0), f"{value:.2f}")
    report.tables.append(table)
    # Runs of the very same request differ by a tenth here.
    report.musts.append(Must("`?width=320` cached", "as a static file (at most 1.1 times its CPU)", f"{value:.2f}", value <= 1.1))


def asked(maple, path):
    """ms of CPU for each of some new uploads' ?width=320."""
    uploads = clients.upload(maple, path, count=PICTURES)
    connection = clients.Connection(maple.url)
    before = maple.cpu()
    for answer in uploads.answers:
        target = json.loads(answer)["url"].removeprefix(maple.url) + "?width=320"
        status, body = connection.exchange(f"GET {target} HTTP/1.1\r\nHost: bench\r\n\r\n".encode())
        if status != 200:
            raise RuntimeError(f"{target} answered {status}: {body[:300]}")
    connection.close()
    return (maple.cpu() - before) / PICTURES * 1e3


def mean_cpu(command):
    return sum(cpu_of(command) for _ in range(3)) / 3 * 1e3


@contextlib.contextmanager
def sharp():
    """A function that has sharp resize a file PICTURES times, and returns ms of CPU for each."""
    with subprocess.Popen([str(node()), str(PEERS / "fastify/resize.mjs")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1) as process:
        def resize(path):
            def once():
                process.stdin.write(f"{path}\n")
                return int(process.stdout.readline())

            once()  # warm
            before = tree_cpu(process.pid)
            for _ in range(PICTURES):
                once()
            return (tree_cpu(process.pid) - before) / PICTURES * 1e3

        yield resize
        process.stdin.close()
