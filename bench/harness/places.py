"""Where things are."""
import os
import pathlib

BENCH = pathlib.Path(__file__).resolve().parent.parent
REPOSITORY = BENCH.parent
WORK = BENCH / ".work"
CORPUS = WORK / "corpus"
PEERS = BENCH / "peers"
MAPLE = pathlib.Path(os.environ.get("MAPLE_BIN", REPOSITORY / "dist/maple")).resolve()
DOCUMENT = REPOSITORY / "docs/performance.md"
RESULTS = BENCH / "results.json"


def node():
    """Node 24, which npm brought: Debian's has no node:sqlite."""
    return next((PEERS / "fastify/node_modules").glob("node-linux-*/bin/node"))
