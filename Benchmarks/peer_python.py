"""Loads the benchmark's CSV by Python's csv module: peer_python.py INPUT.csv.gz DATABASE"""

import csv
import gzip
import itertools
import sqlite3
import sys

database = sqlite3.connect(sys.argv[2], isolation_level=None)
database.execute("PRAGMA synchronous=FULL")
with gzip.open(sys.argv[1], "rt", encoding="utf-8", newline="") as text:
    rows = csv.reader(text)
    next(rows)
    while True:
        batch = list(itertools.islice(rows, 200_000))
        if not batch:
            break
        database.execute("BEGIN")
        database.executemany("INSERT INTO orders VALUES (?,?,?,?,?,?,?,?,?,?)", batch)
        database.execute("COMMIT")
database.close()
