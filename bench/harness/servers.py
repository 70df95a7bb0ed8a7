"""Starts maple and its peers, each on a free port and an empty folder."""
import contextlib
import http.client
import os
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.parse

from .places import MAPLE, PEERS, WORK, node
from .processes import Server


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def new_folder():
    """Beside the corpus, hence on a disk: /tmp may be memory, where fsync costs nothing."""
    folder = tempfile.mkdtemp(dir=WORK)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def await_answer(server, path="/healthz", seconds=30):
    address = urllib.parse.urlsplit(server.url)
    while True:
        with contextlib.suppress(OSError):
            connection = http.client.HTTPConnection(address.hostname, address.port, timeout=5)
            connection.request("GET", path)
            if connection.getresponse().status < 500:
                return
        if server.process.poll() is not None or time.monotonic() - server.started > seconds:
            with open(os.path.join(server.folder, "log")) as log:
                raise RuntimeError(f"{server.name} doesn't answer:\n{log.read()[-2000:]}")
        time.sleep(0.01)


def start_maple(folder, **settings):
    port = free_port()
    environment = {"MAPLE_SERVER_LISTEN": f"127.0.0.1:{port}"} | {f"MAPLE_{key.upper()}": value for key, value in settings.items()}
    return Server("maple", [str(MAPLE), "serve"], folder, f"http://127.0.0.1:{port}", environment)


@contextlib.contextmanager
def maple(**settings):
    with new_folder() as folder, start_maple(folder, **settings) as server:
        await_answer(server)
        server.key = subprocess.run([str(MAPLE), "create-user", "-u", "bench", "-e", "bench@example.com", "-p", "correct horse"],
                                    cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True, text=True).stdout.strip()
        yield server


@contextlib.contextmanager
def peer(name, command, **environment):
    with new_folder() as folder:
        data, key, port = os.path.join(folder, "data"), secrets.token_hex(20), free_port()
        subprocess.run(["/usr/bin/python3", str(PEERS / "make_store.py"), data, key], check=True)
        environment |= {"BENCH_DATA": data, "BENCH_PORT": str(port)}
        with Server(name, [part.replace("@PORT@", str(port)) for part in command], folder, f"http://127.0.0.1:{port}", environment) as server:
            await_answer(server)
            server.key = key
            yield server


def fastify():
    """A process for each core, as in production; sharp decodes in their threads."""
    return peer("Fastify", [str(node()), str(PEERS / "fastify/app.mjs")], NODE_ENV="production")


def flask():
    """A process for each core, with threads, so that connections are kept alive and the other one works while one waits for the disk."""
    return peer("Flask", ["/usr/bin/gunicorn", "--chdir", str(PEERS / "flask"), "--bind", "127.0.0.1:@PORT@", "--workers", str(os.cpu_count()),
                          "--worker-class", "gthread", "--threads", "4", "--keep-alive", "75", "app:app"])


@contextlib.contextmanager
def nginx(root):
    """Serves the files below root."""
    with new_folder() as folder:
        os.chmod(folder, 0o755)
        port = free_port()
        configuration = (PEERS / "nginx/nginx.conf").read_text()
        for key, value in {"WORK": folder, "ROOT": str(root), "PORT": str(port)}.items():
            configuration = configuration.replace(f"@{key}@", value)
        path = os.path.join(folder, "nginx.conf")
        with open(path, "w") as file:
            # Started by root, its workers would be another user, who may not read a private folder.
            file.write(("user root;\n" if os.getuid() == 0 else "") + configuration)
        with Server("nginx", ["/usr/sbin/nginx", "-c", path], folder, f"http://127.0.0.1:{port}") as server:
            await_answer(server, "/")
            yield server
