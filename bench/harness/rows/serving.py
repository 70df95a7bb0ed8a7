"""Files served, against nginx: a thumbnail to 64 clients, and 5 MB."""
import json
import os

from .. import clients, servers
from ..figures import alternate, ratio, shown
from ..kinds import PHOTO, file_of
from ..places import WORK
from ..report import Must, Report, Table

ROUNDS, SECONDS = 5, 4


def measure():
    large = WORK / "5mb.jpg"
    picture = file_of(PHOTO).read_bytes()
    large.write_bytes(picture + os.urandom(5_000_000 - len(picture)))
    table = Table("Files served", f"`wrk`, connections kept, {SECONDS} s a run, both with their access log: median of {ROUNDS} runs in turn, and their spread.",
                  ["file", "clients", "maple, CPU µs per request", "nginx", "maple / nginx", "maple, requests/s", "nginx", "maple / nginx"])
    with servers.maple() as maple, servers.new_folder() as root:
        os.chmod(root, 0o755)
        uploaded = json.loads(clients.upload(maple, large, count=1).answers[0])["data"]["success"][0]
        large.unlink()
        found = {}
        with servers.nginx(root) as nginx:
            for name, url, count in (("thumbnail", uploaded["thumb_url"], 64), ("5 MB", uploaded["url"], 8)):
                body = clients.get(url)
                with open(os.path.join(root, f"{count}.jpg"), "wb") as file:
                    file.write(body)
                results = alternate(ROUNDS, {"maple": lambda: cost(maple, url, count), "nginx": lambda: cost(nginx, f"{nginx.url}/{count}.jpg", count)})
                cpu = {server: [run[0] for run in runs] for server, runs in results.items()}
                rate = {server: [run[1] for run in runs] for server, runs in results.items()}
                found[name] = ratio(cpu["maple"], cpu["nginx"]), ratio(rate["maple"], rate["nginx"])
                table.add(f"{name}, {len(body):,} bytes", count, shown(cpu["maple"], digits=0), shown(cpu["nginx"], digits=0), f"{found[name][0]:.2f}",
                          shown(rate["maple"], digits=0), shown(rate["nginx"], digits=0), f"{found[name][1]:.2f}")
                print(" | ".join(table.rows[-1]), flush=True)
    (cpu, rate), (large_cpu, _) = found["thumbnail"], found["5 MB"]
    return Report(tables=[table], musts=[
        Must("thumbnail served, 64 clients: CPU", "at most 2.5 times nginx", f"{cpu:.2f}", cpu <= 2.5),
        Must("thumbnail served, 64 clients: rate", "at least 0.6 of nginx", f"{rate:.2f}", rate >= 0.6),
        Must("5 MB file served: CPU", "at most 1.3 times nginx", f"{large_cpu:.2f}", large_cpu <= 1.3)])


def cost(server, url, count, seconds=SECONDS):
    """µs of CPU per request, and requests per second."""
    before = server.cpu()
    requests, rate = clients.wrk(url, count, seconds)
    return (server.cpu() - before) / requests * 1e6, rate
