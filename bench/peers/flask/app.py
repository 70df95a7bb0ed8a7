"""An image host as one would write it with Flask and Pillow. It does what maple does for an upload: authenticate, stream to disk, hash, thumbnail
and show picture, everything durable, a row, links. Run by gunicorn; BENCH_DATA is its folder, which make_store.py has made."""
import hashlib
import os
import secrets
import shutil
import sqlite3
import threading
import time

from flask import Flask, Request, jsonify, request
from PIL import Image, ImageOps

DATA = os.environ["BENCH_DATA"]
TYPES = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}
connections = threading.local()


class HashedFile:
    """What werkzeug's parser writes a part into: a file in the store's own folder, hashed on the way."""

    def __init__(self):
        self.path = os.path.join(DATA, ".tmp", secrets.token_hex(16))
        self.file = open(self.path, "wb", buffering=1 << 20)
        self.hash = hashlib.sha256()

    def write(self, chunk):
        self.hash.update(chunk)
        return self.file.write(chunk)

    def seek(self, *_):
        return 0

    def close(self):
        self.file.close()


class StreamingRequest(Request):
    def _get_file_stream(self, *_, **__):
        return HashedFile()


app = Flask(__name__)
app.request_class = StreamingRequest


def store():
    if not hasattr(connections, "store"):
        connections.store = sqlite3.connect(os.path.join(DATA, "store.db"), timeout=30, isolation_level=None)
        connections.store.execute("PRAGMA synchronous = FULL")
    return connections.store


def commit(temporary, folder, name):
    """Durable: the file's bytes, then its name."""
    target = os.path.join(DATA, folder)
    os.makedirs(target, exist_ok=True)
    file = os.open(temporary, os.O_RDONLY)
    os.fsync(file)
    os.close(file)
    os.rename(temporary, os.path.join(target, name))
    directory = os.open(target, os.O_RDONLY)
    os.fsync(directory)
    os.close(directory)


def render(path):
    """Show picture and thumbnail from one decode, as temporary files, and their extension; the formats and qualities are maple's."""
    with Image.open(path) as picture:
        kind, width, height, picture_size = picture.format, *picture.size, os.path.getsize(path)
        orientation = picture.getexif().get(0x0112, 1)
        shown_width = height if orientation >= 5 else width
        reusable = shown_width <= 810 and orientation == 1 and not picture.info.get("exif") and picture_size <= 512 << 10
        alpha = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
        if kind == "JPEG":
            least = (300 if reusable else 810) / shown_width
            picture.draft("RGB", (int(width * least), int(height * least)))
        image = ImageOps.exif_transpose(picture).convert("RGBA" if alpha else "RGB")
    if reusable:
        extension = TYPES[kind]
    else:
        extension = "webp" if alpha else "jpg"
    options = {"webp": {"quality": 82}, "png": {}}.get(extension) or \
        ({"quality": 82, "subsampling": "4:2:0"} if kind != "PNG" else {"quality": 88, "subsampling": "4:4:4"})
    paths = []
    for box in (810, 300):
        paths.append(path + f".{box}")
        if box == 810 and reusable:
            shutil.copyfile(path, paths[-1])
            continue
        if image.width > box:
            image = image.resize((box, round(image.height * box / image.width)), Image.BICUBIC)
        image.save(paths[-1], {"jpg": "JPEG", "webp": "WEBP", "png": "PNG"}[extension], **options)
    return *paths, extension, TYPES[kind], width, height


@app.get("/healthz")
def health():
    return "ok"


@app.post("/api/images")
def upload():
    key = hashlib.sha256(request.headers.get("Api-Key", "").encode()).hexdigest()
    user = store().execute("SELECT id, name FROM users WHERE key_hash = ?", (key,)).fetchone()
    if user is None:
        return jsonify(status="401"), 401
    answers = []
    for part in request.files.getlist("images"):
        received = part.stream
        received.close()
        show, thumb, rendition, extension, width, height = render(received.path)
        size, month, stem = os.path.getsize(received.path), time.strftime("%Y/%m"), secrets.token_hex(13)
        paths = [f"{user[1]}/photo/{month}/{stem}.{extension}", f"{user[1]}/thumb/{month}/{stem}.{rendition}",
                 f"{user[1]}/show/{month}/{stem}.{rendition}"]
        for temporary, path in zip((received.path, thumb, show), paths):
            commit(temporary, *os.path.split(path))
        row = store().execute(
            "INSERT INTO images (user_id, name, format, width, height, bytes, sha256, path, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (user[0], part.filename, extension, width, height, size, received.hash.hexdigest(), paths[0], time.time()))
        url, thumb_url, show_url = (f"{request.host_url}images/{path}" for path in paths)
        answers.append(dict(id=row.lastrowid, name=part.filename, width=width, height=height, bytes=size, sha256=received.hash.hexdigest(),
                            url=url, thumb_url=thumb_url, show_url=show_url))
    return jsonify(status="200", data=dict(success=answers, fail=[]), url=answers[0]["url"])
