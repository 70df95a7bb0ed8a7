"""What a machine must do at the least for an upload: decode at a scale, hash, write durably. Each alone, in CPU seconds."""
import hashlib
import os
import time

from .processes import cpu_of


def decode(path, eighths=1):
    return cpu_of(["djpeg", "-scale", f"{eighths}/8", "-outfile", "/dev/null", str(path)])


def hashed(content):
    begun = time.thread_time()
    hashlib.sha256(content).digest()
    return time.thread_time() - begun


def written(content, folder):
    begun = time.thread_time()
    path = os.path.join(folder, "floor")
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.write(file, content)
    os.fsync(file)
    os.close(file)
    spent = time.thread_time() - begun
    os.remove(path)
    return spent
