#!/usr/bin/python3
"""What a peer needs for the same searches as bench_search: SQLite FTS5 over the same titles and texts, with an fsync for 1000 of
them, diacritics removed, each word as a beginning, the best 50 by its own rank. Prints the records a second to build it and to
read them all, then for each class of queries the median and the 99th percentile in ms.

Usage: fts_peer.py RECORDS QUERIES DATABASE     lines of "title TAB text" and of "class TAB query"
"""
import sqlite3
import sys
import time

start = time.perf_counter()
database = sqlite3.connect(sys.argv[3])
database.execute("PRAGMA synchronous = FULL")
database.execute("CREATE VIRTUAL TABLE record USING fts5(title, text, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3')")
count = 0
with open(sys.argv[1], encoding="utf-8") as lines:
    for line in lines:
        database.execute("INSERT INTO record VALUES (?, ?)", line.rstrip("\n").split("\t"))
        count += 1
        if count % 1000 == 0:
            database.commit()
database.commit()
built = count / (time.perf_counter() - start)
start = time.perf_counter()
for _ in database.execute("SELECT rowid, title, text FROM record"):
    pass
print(built, count / (time.perf_counter() - start))

times = {}
with open(sys.argv[2], encoding="utf-8") as lines:
    for line in lines:
        name, query = line.rstrip("\n").split("\t")
        words = " ".join(f'"{word}"*' for word in query.split())
        start = time.perf_counter()
        database.execute("SELECT title, text FROM record WHERE record MATCH ? ORDER BY rank LIMIT 50", (words,)).fetchall()
        times.setdefault(name, []).append((time.perf_counter() - start) * 1e3)
for values in times.values():
    values.sort()
    print(values[len(values) // 2], values[len(values) * 99 // 100])
