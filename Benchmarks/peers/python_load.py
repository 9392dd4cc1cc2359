"""Loads orders (CSV) or events (NDJSON) by Python's csv or json and sqlite3.

    python_load.py orders|events INPUT.gz DATABASE
"""

import csv
import gzip
import itertools
import json
import sqlite3
import sys

TRANSACTION_ROWS = 200_000


def orders(text):
    rows = csv.reader(text)
    next(rows)
    return rows


def events(text):
    for line in text:
        event = json.loads(line)
        user = event["user"]
        yield (event["id"], event["type"], event["at"], user["id"], user["name"], event["amount"], event["active"],
               event["sku"], event["note"])


read, insert = {
    "orders": (orders, "INSERT INTO orders VALUES (?,?,?,?,?,?,?,?,?,?)"),
    "events": (events, "INSERT INTO events VALUES (?,?,?,?,?,?,?,?,?)"),
}[sys.argv[1]]
database = sqlite3.connect(sys.argv[3], isolation_level=None)
database.execute("PRAGMA synchronous=FULL")
with gzip.open(sys.argv[2], "rt", encoding="utf-8", newline="") as file:
    records = read(file)
    while batch := list(itertools.islice(records, TRANSACTION_ROWS)):
        database.execute("BEGIN")
        database.executemany(insert, batch)
        database.execute("COMMIT")
database.close()
