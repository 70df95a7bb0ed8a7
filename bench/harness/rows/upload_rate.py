"""Uploads per second by 1, 8 and 32 clients, and how long the slowest wait."""
import statistics

from .. import clients, servers
from ..figures import alternate, number, ratio, shown
from ..kinds import PHOTO, PNG, SMALL, file_of, labelled
from ..report import Must, Report, Table

ROUNDS, CLIENTS = 3, (1, 8, 32)
LEAST = {PHOTO: 1.3, PNG: 1.3, SMALL: 2}


def measure():
    table = Table(
        "Uploads per second", f"Wall clock, so the machine's other work counts: median of {ROUNDS} runs in turn, and their spread; p50 and p99 over all runs, "
        "in milliseconds. A 503 is tried again after 0.2 s, and counted. On a busy machine the server with more threads gets more of the cores, which here is Fastify; "
        "the last column divides uploads per second of the servers' own CPU time instead.",
        ["picture", "clients", "maple", "p50", "p99", "503", "Fastify + sharp", "p50", "p99", "maple / Fastify", "by CPU"])
    report = Report(tables=[table])
    with servers.maple() as maple, servers.fastify() as fastify:
        for kind, least in LEAST.items():
            found = {}
            for count in CLIENTS:
                found[count] = results = alternate(ROUNDS, {server.name: lambda server=server: run(server, kind, count) for server in (maple, fastify)})
                rates = {name: [result.rate for result in runs] for name, runs in results.items()}
                table.add(labelled(kind), count, shown(rates["maple"]), *tails(results["maple"]), sum(result.refused for result in results["maple"]),
                          shown(rates["Fastify"]), *tails(results["Fastify"]), f"{ratio(rates['maple'], rates['Fastify']):.2f}", f"{by_cpu(results):.2f}")
                print(" | ".join(table.rows[-1]), flush=True)
            report.musts += judged(kind, least, found)
    return report


def run(server, kind, count):
    clients.upload(server, file_of(kind), clients=min(count, 4), count=4)
    each = 6 if kind == SMALL else 2
    # As many by 8 clients as by 32: a short burst finds an idle disk.
    return clients.upload(server, file_of(kind), clients=count, count=16 if count == 1 else each * max(CLIENTS))


def by_cpu(results):
    return ratio(*([result.count / result.cpu for result in results[name]] for name in ("maple", "Fastify")))


def tails(results):
    p50, p99 = merged(results)
    return number(p50 * 1e3, 0), number(p99 * 1e3, 0)


def merged(results):
    """p50 and p99 of all runs together, in seconds."""
    seconds = sorted(second for result in results for second in result.seconds)
    return statistics.median(seconds), seconds[min(len(seconds) - 1, int(len(seconds) * 0.99))]


def judged(kind, least, found):
    rates = {count: {name: [result.rate for result in runs] for name, runs in results.items()} for count, results in found.items()}
    by_clients = [ratio(rates[count]["maple"], rates[count]["Fastify"]) for count in CLIENTS]
    cpu = ", ".join(f"{by_cpu(found[count]):.2f}" for count in CLIENTS)
    yield Must(f"uploads per second, {kind}, {', '.join(map(str, CLIENTS))} clients", f"at least {least} times Fastify",
               f"{', '.join(f'{value:.2f}' for value in by_clients)}; by CPU {cpu}", min(by_clients) >= least)
    many, few = statistics.median(rates[32]["maple"]), statistics.median(rates[8]["maple"])
    # Two medians of the same thing differ by some percent here.
    yield Must(f"32 clients against 8, {kind}", "no fewer uploads per second", f"{number(many)} against {number(few)}", many >= 0.95 * few)
    shares = [p99 / p50 for p50, p99 in (merged(found[count]["maple"]) for count in CLIENTS)]
    yield Must(f"p99 of an upload, {kind}, {', '.join(map(str, CLIENTS))} clients", "below 4 times p50", ", ".join(f"{share:.1f}" for share in shares), max(shares) < 4)
