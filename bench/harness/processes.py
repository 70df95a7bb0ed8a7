"""What processes cost, from /proc: a server and all its children, those that have ended included."""
import os
import signal
import subprocess
import threading
import time

TICK = 1 / os.sysconf("SC_CLK_TCK")
# Memory is told in MB of 2^20 bytes, as a server's 512 MB are.
MEGABYTE = 2**20
PAGE_MB = os.sysconf("SC_PAGE_SIZE") / MEGABYTE


class Server:
    """A running server: a process and its descendants. Ends with the block it is used in."""

    def __init__(self, name, command, folder, url, environment=None):
        self.name, self.url, self.folder, self.key = name, url, folder, None
        self.started = time.monotonic()
        with open(os.path.join(folder, "log"), "ab") as log:
            self.process = subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                            env=dict(os.environ, **(environment or {})))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def cpu(self):
        return tree_cpu(self.process.pid)

    def memory(self):
        return tree_memory(self.process.pid)


def tree_cpu(pid):
    """Seconds of CPU, user and system, of a process, its descendants, and theirs that have ended and were waited for."""
    return sum(sum(map(int, stat[11:15])) for stat in _tree(pid)) * TICK


def tree_memory(pid):
    """Resident MB of a process and its descendants together; pages that they share count for each."""
    return sum(int(stat[21]) for stat in _tree(pid)) * PAGE_MB


def fine_cpu(pid):
    """As tree_cpu, from the scheduler's own clock: of the threads that live, without children."""
    spent = 0
    for thread in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{thread}/schedstat") as file:
            spent += int(file.read().split()[0])
    return spent / 1e9


def _tree(pid):
    pids, stats = [pid], []
    for pid in pids:
        try:
            with open(f"/proc/{pid}/stat") as file:
                stats.append(file.read().rpartition(")")[2].split())
            for thread in os.listdir(f"/proc/{pid}/task"):
                with open(f"/proc/{pid}/task/{thread}/children") as file:
                    pids += file.read().split()
        except (FileNotFoundError, ProcessLookupError):
            continue  # ended meanwhile: its parent counts it
    return stats


class PeakMemory:
    """The most memory of a server within the block, looked at every 20 ms."""

    def __init__(self, server):
        self.server, self.peak, self._done = server, server.memory(), threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def _watch(self):
        while not self._done.wait(0.02):
            self.peak = max(self.peak, self.server.memory())

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._done.set()
        self._thread.join()


def cpu_of(command):
    """Seconds of CPU that a program takes from its start to its end."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise RuntimeError(f"{command[0]} ended with {process.returncode}")
    return usage.ru_utime + usage.ru_stime
