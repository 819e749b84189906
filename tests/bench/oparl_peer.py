#!/usr/bin/python3
"""What a peer needs for the OParl objects that bench_import imports: prints the seconds to parse the file, and those to put each
object, embedded ones too, into SQLite under its id, with an fsync for 1000 of them.

Usage: oparl_peer.py FILE DATABASE
"""
import json
import sqlite3
import sys
import time


def objects(value):
    """Every object with an id, the embedded ones after those they stand in."""
    if isinstance(value, dict):
        if "id" in value:
            yield value
        for part in value.values():
            yield from objects(part)
    elif isinstance(value, list):
        for part in value:
            yield from objects(part)


start = time.perf_counter()
with open(sys.argv[1], encoding="utf-8") as lines:
    top = [json.loads(line) for line in lines]
parsed = time.perf_counter()
database = sqlite3.connect(sys.argv[2])
database.execute("PRAGMA synchronous = FULL")
database.execute("CREATE TABLE object (id TEXT PRIMARY KEY, type TEXT, body TEXT)")
for number, o in enumerate(objects(top), 1):
    database.execute("INSERT INTO object VALUES (?, ?, ?)", (o["id"], o["type"], json.dumps(o)))
    if number % 1000 == 0:
        database.commit()
database.commit()
print(parsed - start, time.perf_counter() - start)
