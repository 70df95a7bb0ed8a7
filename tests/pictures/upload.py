#!/usr/bin/python3
"""Uploads every file of a folder to a daemon of its own and says how each was answered.

    tests/pictures/upload.py dist/maple FOLDER

Each file must be taken with renditions that decode, or be refused with a 4xx code, within 20 seconds; nothing may be left of a refused one, the log
must hold no error, and the daemon must live on in bounded memory. Ends with 1 when anything else happens. Needs python3-requests and python3-pil.
"""
import collections, io, os, pathlib, re, subprocess, sys, tempfile, time

import requests
from PIL import Image

PATIENCE = 20
MEMORY = 600 << 20  # [images] max_decode is 256 MB; the rest is the runtime and its heap.


def main(binary, folder):
    files = sorted(p for p in pathlib.Path(folder).rglob("*") if p.is_file())
    with tempfile.TemporaryDirectory(prefix="maple-pictures-") as home:
        environment = {k: v for k, v in os.environ.items() if not k.startswith("MAPLE_")}
        environment |= {"MAPLE_SERVER_LISTEN": "127.0.0.1:0", "MAPLE_LOG_FORMAT": "json"}
        log = open(home + "/log", "w+")
        daemon = subprocess.Popen([os.path.abspath(binary), "serve"], cwd=home, env=environment, stderr=log, stdout=log)
        try:
            return run(daemon, os.path.abspath(binary), files, home, environment)
        finally:
            daemon.kill()
            daemon.wait()


def run(daemon, binary, files, home, environment):
    while not (address := re.search(r'"address":"([^"]+)"', pathlib.Path(home + "/log").read_text())):
        if daemon.poll() is not None:
            sys.exit(pathlib.Path(home + "/log").read_text())
        time.sleep(0.05)
    address = address[1].rstrip("/")
    key = subprocess.run([binary, "create-user", "-u", "eve", "-e", "eve@example.com", "-p", "correct horse"], cwd=home, env=environment, capture_output=True, text=True, check=True).stdout.strip()
    session = requests.Session()
    session.trust_env = False
    session.headers["Api-Key"] = key
    answers, wrong, slowest, stored = collections.Counter(), [], (0, ""), 0
    started = time.monotonic()
    for file in files:
        before = time.monotonic()
        try:
            answer = session.post(address + "/api/images", files={"images": (file.name, file.read_bytes())}, timeout=PATIENCE)
            data = answer.json()["data"]
            slowest = max(slowest, (time.monotonic() - before, file.name))
            if answer.status_code == 200 and data["success"]:
                answers["200"] += 1
                if not data["success"][0].get("duplicate"):
                    stored += 1
                    for link in ("thumb_url", "show_url"):
                        rendition = session.get(address + re.sub(r"^\w+://[^/]+", "", data["success"][0][link]), timeout=PATIENCE)
                        if rendition.status_code != 200:
                            raise ValueError(f"{link}: {rendition.status_code}")
                        if rendition.content[:200] != file.read_bytes()[:200]:  # An original that is shown as it is may be odd.
                            Image.open(io.BytesIO(rendition.content)).load()
            elif 400 <= answer.status_code < 500:
                answers[f"{answer.status_code} {data['fail'][0]['code']}"] += 1
            else:
                wrong.append(f"{file.name}: {answer.status_code} {answer.text[:300]}")
        except Exception as error:
            wrong.append(f"{file.name}: {error!r}")
            if daemon.poll() is not None:
                wrong.append(f"the daemon ended with {daemon.returncode}")
                break
    status = pathlib.Path(f"/proc/{daemon.pid}/status").read_text() if daemon.poll() is None else ""
    peak, now = (int(re.search(name + r":\s+(\d+)", status)[1]) << 10 if status else 0 for name in ("VmHWM", "VmRSS"))
    if peak > MEMORY:
        wrong.append(f"{peak >> 20} MB resident")
    for line in pathlib.Path(home + "/log").read_text().splitlines():
        if '"level":"error"' in line:
            wrong.append(line[:400])
    # An empty file that waits to be the next upload's note is nobody's.
    left = [p for p in pathlib.Path(home).rglob("images/.tmp/*") if not p.name.startswith("blank.")]
    if left:
        wrong.append(f"left behind: {left[:5]}")
    total = session.get(address + "/api/images", timeout=PATIENCE).json()["pageinfo"]["total"] if status else -1
    if total != stored:
        wrong.append(f"{total} rows for {stored} pictures")
    print(f"{len(files)} files in {time.monotonic() - started:.0f} s, slowest {slowest[0]:.1f} s ({slowest[1]}), {now >> 20} MB resident, {peak >> 20} MB at most")
    for answer, count in sorted(answers.items()):
        print(f"{count:6} {answer}")
    print("\n".join(wrong[:50]) or "nothing else")
    return 1 if wrong else 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2]))
