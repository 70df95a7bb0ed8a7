#!/usr/bin/env python3
"""What lists cost: starts dist/maple on a folder with a filled store, and prints the time to the first answer, memory, and the daemon's CPU
time for each kind of list.

    bench/lists.py FOLDER KEY [kill]

FOLDER holds maple.toml (and data/), KEY is its user's. With 'kill' the daemon ends by SIGKILL instead of SIGTERM.
docs/performance.md says how such a store is made.
"""
import http.client, json, os, random, signal, statistics, subprocess, sys, time, urllib.parse

folder, key = sys.argv[1], sys.argv[2]
binary = os.environ.get("MAPLE_BIN", os.path.join(os.path.dirname(os.path.abspath(__file__)), "../dist/maple"))
port = random.randrange(20000, 30000)


def cpu(pid):
    """Seconds, from the scheduler's own clock, over all threads."""
    return sum(int(open(f"/proc/{pid}/task/{thread}/schedstat").read().split()[0]) for thread in os.listdir(f"/proc/{pid}/task")) / 1e9


def rss(pid):
    return next(int(line.split()[1]) for line in open(f"/proc/{pid}/status") if line.startswith("VmRSS")) // 1024


begun = time.monotonic()
daemon = subprocess.Popen([os.path.abspath(binary), "serve"], cwd=folder, stderr=open(os.path.join(folder, "log"), "a"),
                          env=dict(os.environ, MAPLE_SERVER_LISTEN=f"127.0.0.1:{port}", MAPLE_LOG_LEVEL="warning"))
while True:
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        connection.request("GET", "/healthz")
        if connection.getresponse().status == 200:
            break
    except OSError:
        time.sleep(0.002)
print(f"start to first 200: {time.monotonic() - begun:.3f} s, CPU {cpu(daemon.pid):.3f} s, RSS {rss(daemon.pid)} MB")


def get(query):
    global connection, served
    if served % 90 == 0:  # a connection takes 100 requests
        connection = http.client.HTTPConnection("127.0.0.1", port)
    served += 1
    connection.request("GET", "/api/images?" + urllib.parse.urlencode(query), headers={"Api-Key": key})
    answer = connection.getresponse()
    body = answer.read()
    assert answer.status == 200, (answer.status, body[:300])
    return body


served = 0
total = json.loads(get({}))["pageinfo"]["total"]
print("images:", total)
pages = total // 10
kinds = {
    "first page of 10": lambda: {},
    "page in the middle": lambda: {"page": pages // 2},
    "any page": lambda: {"page": random.randrange(1, pages)},
    "any page, newest first": lambda: {"page": random.randrange(1, pages), "sort": "-created_at"},
    "album, first page": lambda: {"album": "album 3"},
    "album, any page": lambda: {"album": "album 3", "page": random.randrange(1, max(2, pages // 10))},
    "name contains 7777": lambda: {"name": "7777"},
    "name contains 小猫": lambda: {"name": "小猫"},
}
random.seed(1)
for name, query in kinds.items():
    times = 30 if name.startswith("name") else 400
    for _ in range(5):
        get(query())
    walls, before = [], cpu(daemon.pid)
    for _ in range(times):
        start = time.monotonic()
        get(query())
        walls.append(time.monotonic() - start)
    print(f"{name}: {(cpu(daemon.pid) - before) / times * 1e3:.3f} ms of CPU, {statistics.median(walls) * 1e3:.2f} ms median")
print(f"RSS then: {rss(daemon.pid)} MB")
daemon.send_signal(signal.SIGKILL if "kill" in sys.argv else signal.SIGTERM)
daemon.wait()
