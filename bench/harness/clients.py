"""The load: uploads by a thread for each client over kept connections, each file made unique by bytes behind its end; GETs by wrk."""
import itertools
import re
import secrets
import socket
import subprocess
import threading
import time
import urllib.parse

BOUNDARY = "----bench-7c1f0a6e2b"
_serial = itertools.count()
_run = secrets.token_hex(6)


class Uploads:
    """What a run of uploads gave: seconds of each, how many were refused with 503, seconds of all and of the server's CPU, bodies."""

    def __init__(self):
        self.seconds, self.refused, self.wall, self.cpu, self.answers = [], 0, 0.0, 0.0, []

    @property
    def count(self):
        return len(self.seconds)

    @property
    def rate(self):
        return self.count / self.wall


class Connection:
    """HTTP/1.1 on a plain socket, made anew when the server closes it: the driver must cost less than what it drives."""

    def __init__(self, url):
        address = urllib.parse.urlsplit(url)
        self._address, self._socket = (address.hostname, address.port), None

    def exchange(self, *parts):
        """Sends the parts of a request; returns status and body of the answer."""
        if self._socket is None:
            self._socket = socket.create_connection(self._address, timeout=120)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        views = [memoryview(part) for part in parts]
        while views:
            sent = self._socket.sendmsg(views)
            while views and sent >= len(views[0]):
                sent -= len(views.pop(0))
            if sent:
                views[0] = views[0][sent:]
        return self._read()

    def close(self):
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _read(self):
        received = b""
        while b"\r\n\r\n" not in received:
            received += self._more()
        head, _, body = received.partition(b"\r\n\r\n")
        fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
        length = int(fields[b"content-length"])
        pieces, have = [body], len(body)
        while have < length:
            pieces.append(self._more())
            have += len(pieces[-1])
        if fields.get(b"connection") == b"close":
            self.close()
        return int(head[9:12]), b"".join(pieces)

    def _more(self):
        more = self._socket.recv(256 << 10)
        if not more:
            raise ConnectionError("The server closed the connection before its answer was complete.")
        return more


def upload(server, path, clients=1, count=None, seconds=None):
    """Uploads a file again and again until it was done count times or seconds have passed; refusals (503) are tried again and counted."""
    content, result, lock = path.read_bytes(), Uploads(), threading.Lock()
    turns = itertools.count()
    name = path.name
    address = urllib.parse.urlsplit(server.url).netloc
    begun, spent = time.monotonic(), server.cpu()

    def client():
        connection = Connection(server.url)
        while (count is None or next(turns) < count) and (seconds is None or time.monotonic() - begun < seconds):
            head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="images"; filename="{name}"\r\nContent-Type: image/*\r\n\r\n'.encode()
            tail = f"{_run}{next(_serial):010}\r\n--{BOUNDARY}--\r\n".encode()
            request = (f"POST /api/images HTTP/1.1\r\nHost: {address}\r\nApi-Key: {server.key}\r\n"
                       f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\nContent-Length: {len(head) + len(content) + len(tail)}\r\n\r\n").encode()
            while True:
                start = time.monotonic()
                status, body = connection.exchange(request + head, content, tail)
                if status != 503:
                    break
                with lock:
                    result.refused += 1
                time.sleep(0.2)
            took = time.monotonic() - start
            if status != 200:
                raise RuntimeError(f"{server.name} answered {status} to {name}: {body[:500]}")
            with lock:
                result.seconds.append(took)
                result.answers.append(body)
        connection.close()

    failures = []

    def guarded():
        try:
            client()
        except Exception as failure:
            failures.append(failure)

    threads = [threading.Thread(target=guarded, daemon=True) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    result.wall, result.cpu = time.monotonic() - begun, server.cpu() - spent
    if failures:
        raise failures[0]
    return result


def get(url, headers=()):
    """One GET on a connection of its own; the body of a 200."""
    address = urllib.parse.urlsplit(url)
    connection = Connection(url)
    target = address.path + (f"?{address.query}" if address.query else "")
    lines = [f"GET {target} HTTP/1.1", f"Host: {address.netloc}", *headers, "", ""]
    status, body = connection.exchange("\r\n".join(lines).encode())
    connection.close()
    if status != 200:
        raise RuntimeError(f"{url} answered {status}: {body[:300]}")
    return body


def wrk(url, clients, seconds, headers=()):
    """GETs as fast as they come: how many were answered, and how many a second."""
    options = [option for header in headers for option in ("-H", header)]
    output = subprocess.run(["wrk", "-t1", f"-c{clients}", f"-d{seconds}s", *options, url], check=True, stdout=subprocess.PIPE, text=True).stdout
    if "Non-2xx" in output:
        raise RuntimeError(f"{url}:\n{output}")
    return int(re.search(r"(\d+) requests in", output)[1]), float(re.search(r"Requests/sec:\s+([\d.]+)", output)[1])
