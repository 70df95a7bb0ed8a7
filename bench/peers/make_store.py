#!/usr/bin/env python3
"""make_store.py FOLDER KEY: the SQLite store of the peers, with one user."""
import hashlib
import os
import sqlite3
import sys

folder, key = sys.argv[1:]
os.makedirs(os.path.join(folder, ".tmp"))
with sqlite3.connect(os.path.join(folder, "store.db")) as store:
    store.executescript("""
        PRAGMA journal_mode = WAL;
        CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, key_hash TEXT NOT NULL UNIQUE);
        CREATE TABLE images (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL, name TEXT NOT NULL, format TEXT NOT NULL, width INTEGER NOT NULL,
            height INTEGER NOT NULL, bytes INTEGER NOT NULL, sha256 TEXT NOT NULL, path TEXT NOT NULL UNIQUE, created_at REAL NOT NULL);
        CREATE INDEX images_of_user ON images (user_id, created_at);
        CREATE INDEX images_by_hash ON images (user_id, sha256);
    """)
    store.execute("INSERT INTO users (name, key_hash) VALUES ('bench', ?)", (hashlib.sha256(key.encode()).hexdigest(),))
