"""Lists of images: what a page costs with 1,000 images in the store and with many more."""
import functools
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import time
import urllib.parse

from .. import clients, servers
from ..figures import number
from ..places import MAPLE, REPOSITORY, WORK
from ..processes import fine_cpu
from ..report import Must, Report, Table

FEW, MANY = 1_000, 100_000

# Kinds of lists: the query for a store of so many pages of ten.
KINDS = {
    "first page": lambda pages: {},
    "any page": lambda pages: {"page": random.randrange(1, pages)},
    "any page, newest first": lambda pages: {"page": random.randrange(1, pages), "sort": "-created_at"},
    "first page of an album": lambda pages: {"album": "album 3"},
    "any page of an album": lambda pages: {"album": "album 3", "page": random.randrange(1, max(2, pages // 10))},
}
# What an administrator is shown of all users together.
EVERYBODY = {
    "everybody's, first page": lambda pages: {},
    "everybody's, any page": lambda pages: {"page": random.randrange(1, pages)},
    "everybody's, any page, latest first": lambda pages: {"page": random.randrange(1, pages), "sort": "-id"},
}
NAMES = {"name contains 7777": lambda pages: {"name": "7777"}, "name contains 小猫": lambda pages: {"name": "小猫"}}


def measure(many=MANY):
    few_found, many_found = measured(store_of(FEW)), measured(store_of(many))
    table = Table(f"Lists, {many:,} images", "Milliseconds of the daemon's CPU for one answer of 10 images with `total`, over HTTP, key checked: the mean of 1,000 requests (of 30 for names).",
                  ["", f"{FEW:,} images", f"{many:,} images", "ratio"])
    for kind, cost in many_found["kinds"].items():
        table.add(kind, number(few_found["kinds"][kind]), number(cost), number(cost / few_found["kinds"][kind]))
    for key, label in (("start", "start to the first 200, ms (median of 5)"), ("start_cpu", "CPU until then, ms"), ("memory", "memory after all of these, MB")):
        table.add(label, number(few_found[key], 0), number(many_found[key], 0), "")
    report = Report(tables=[table])
    if many >= 1_000_000:
        report.musts = list(judged(few_found, many_found))
    return report


def judged(few, many):
    share = max(many["kinds"][kind] / few["kinds"][kind] for kind in KINDS | EVERYBODY)
    most = max(many["kinds"][kind] for kind in KINDS | EVERYBODY)
    name = max(many["kinds"][kind] for kind in NAMES)
    yield Must("lists with 1,000,000 images: CPU", "at most 3 times that with 1,000", f"{number(share)} at most", share <= 3)
    yield Must("lists with 1,000,000 images: CPU", "below 2 ms", f"{number(most)} ms at most", most < 2)
    yield Must("search by name, 1,000,000 images", "below 100 ms", f"{number(name, 0)} ms", name < 100)
    yield Must("start to the first 200, 1,000,000 images", "below 1 s", f"{number(many['start'] / 1e3)} s, of it CPU {number(many['start_cpu'] / 1e3)} s", many["start"] < 1000)
    yield Must("RSS, 1,000,000 images", "below 200 MB", f"{number(many['memory'], 0)} MB", many["memory"] < 200)


def store_of(images):
    """A folder with a store of so many images of the user bob, filled once and kept."""
    folder = WORK / f"store-{images}"
    if (folder / "complete").exists():
        return folder
    print(f"Filling a store with {images:,} images", file=sys.stderr, flush=True)
    shutil.rmtree(folder, ignore_errors=True)  # of a run that was stopped
    folder.mkdir()
    subprocess.run([MAPLE, "create-user", "-u", "bob", "-e", "bob@example.com", "-p", "correct horse"], cwd=folder, check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    subprocess.run(["dotnet", "run", "-c", "Release", "--project", "tests", "--", "--explicit", "only", "--filter-method", "*StoreFigures.Fill"],
                   cwd=REPOSITORY, check=True, stdout=subprocess.DEVNULL,
                   env=dict(os.environ, MAPLE_FILL=str(folder / "data/maple.db"), MAPLE_IMAGES=str(images)))
    with servers.start_maple(folder) as server:  # reads every row and takes a snapshot
        servers.await_answer(server, seconds=600)
    (folder / "complete").touch()
    return folder


def measured(folder):
    """'kinds': ms of CPU by kind of list; 'start' and 'start_cpu' in ms; 'memory' in MB."""
    starts = [started(folder) for _ in range(5)]
    found = {"start": statistics.median(start for start, _ in starts), "start_cpu": statistics.median(cpu for _, cpu in starts), "kinds": {}}
    key = subprocess.run([MAPLE, "key", "-u", "bob"], cwd=folder, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
    random.seed(1)
    with servers.start_maple(folder, log_level="warning") as server:
        servers.await_answer(server)
        ask = functools.partial(asked, clients.Connection(server.url), key)
        pages = ask({})["pageinfo"]["pages"]
        for kind, query in (KINDS | EVERYBODY | NAMES).items():
            path = "/api/admin/images" if kind in EVERYBODY else "/api/images"
            times = 30 if kind in NAMES else 1000
            for _ in range(2 if kind in NAMES else 20):
                ask(query(pages), path)
            before = fine_cpu(server.process.pid)
            for _ in range(times):
                ask(query(pages), path)
            found["kinds"][kind] = (fine_cpu(server.process.pid) - before) / times * 1e3
            print(f"{folder.name}: {kind}: {found['kinds'][kind]:.3f} ms", flush=True)
        found["memory"] = server.memory()
    return found


def started(folder):
    """ms to the first 200, and ms of CPU by then."""
    with servers.start_maple(folder) as server:
        servers.await_answer(server)
        return (time.monotonic() - server.started) * 1e3, fine_cpu(server.process.pid) * 1e3


def asked(connection, key, query, path="/api/images"):
    status, body = connection.exchange(f"GET {path}?{urllib.parse.urlencode(query)} HTTP/1.1\r\nHost: bench\r\nApi-Key: {key}\r\n\r\n".encode())
    if status != 200:
        raise RuntimeError(f"{query} answered {status}: {body[:300]}")
    return json.loads(body)
