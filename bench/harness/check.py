"""What bench/check.sh runs: ratios that hold on any machine, each with the most it may be: about twice what it was when the bound was written."""
import json
import statistics
import sys

from . import clients, floor, servers
from .figures import number
from .kinds import PHOTO, PNG, SMALL, file_of
from .rows import lists
from .rows.upload_cpu import cpu_ms

# The measure of this machine: ms of CPU of djpeg -scale 1/8 on the 12-megapixel JPEG, taken anew beside each cost.
YARDSTICK = file_of(PHOTO)

# In yardsticks. Found on a quiet machine of two cores: 0.89, 0.53, 0.08, 0.92, 2.66. Lower them when a cost goes down.
BOUNDS = {
    f"upload, {PHOTO}": 1.8,
    f"upload, {PNG}": 1.1,
    f"upload, {SMALL}": 0.17,
    "1,000 thumbnails served": 1.9,
    "1,000 answers of /healthz": 5.4,
}

# Bytes taken for objects by one answer. Found: 22,441, 182,787, 4,388.
ALLOCATIONS = {
    "/healthz": 45_000,
    "/api/images?number=10": 365_000,
    "a thumbnail": 9_000,
}

# Paging must not depend on how much is stored.
LIST_BOUND = 3


def main():
    costs = {}
    with servers.maple() as maple:
        for kind, count in ((PHOTO, 10), (PNG, 15), (SMALL, 40)):
            costs[f"upload, {kind}"] = against_yardstick(lambda: cpu_ms(maple, file_of(kind), count))
        thumb = json.loads(clients.upload(maple, file_of(PHOTO), count=1).answers[0])["data"]["success"][0]["thumb_url"]
        costs["1,000 thumbnails served"] = against_yardstick(lambda: thousand_gets(maple, thumb))
        costs["1,000 answers of /healthz"] = against_yardstick(lambda: thousand_gets(maple, f"{maple.url}/healthz"))
        for name, url in (("/healthz", f"{maple.url}/healthz"), ("/api/images?number=10", f"{maple.url}/api/images?number=10"), ("a thumbnail", thumb)):
            costs[f"bytes allocated, {name}"] = allocated_by(maple, url)
    few, many = lists.measured(lists.store_of(lists.FEW)), lists.measured(lists.store_of(lists.MANY))
    for kind in lists.KINDS:
        costs[f"list, {kind}: {lists.MANY:,} images against {lists.FEW:,}"] = many["kinds"][kind] / few["kinds"][kind]
    failed = [name for name, cost in costs.items() if cost > bound_of(name)]
    for name, cost in costs.items():
        print(f"{'TOO MUCH' if name in failed else 'ok':8}  {name}: {number(cost)}, at most {bound_of(name)}")
    sys.exit(1 if failed else 0)


def bound_of(name):
    return ALLOCATIONS.get(name.removeprefix("bytes allocated, ")) or BOUNDS.get(name, LIST_BOUND)


def against_yardstick(cost):
    """Of three pairs the median ratio."""
    def pair():
        unit = statistics.mean(floor.decode(YARDSTICK) for _ in range(3)) * 1e3
        return cost() / unit
    return statistics.median(pair() for _ in range(3))


def allocated_by(server, url):
    """Bytes that the daemon takes for objects to answer one GET on a kept connection."""
    headers = [f"Api-Key: {server.key}"]

    def allocated():
        return json.loads(clients.get(f"{server.url}/api/admin/overview", headers))["data"]["memory"]["allocated"]

    clients.wrk(url, 8, 1, headers)  # code that runs for the first time, tables that are filled
    before = allocated()
    requests, _ = clients.wrk(url, 8, 2, headers)
    return (allocated() - before) / requests


def thousand_gets(server, url):
    """ms of CPU for 1,000 GETs on kept connections."""
    before = server.cpu()
    requests, _ = clients.wrk(url, 8, 3)
    return (server.cpu() - before) / requests * 1e6


if __name__ == "__main__":
    main()
