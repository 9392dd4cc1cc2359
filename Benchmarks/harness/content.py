"""What two loads of the same input must agree in: counts, sums, lengths, and that numbers are stored as numbers."""

import sqlite3
from contextlib import closing

from harness.place import BenchmarkError

ORDERS = """
    SELECT count(*), sum(id), sum(customer_id), sum(quantity), sum(CAST(round(unit_price * 100) AS INTEGER)),
           sum(CAST(round(discount * 100) AS INTEGER)), sum(length(sku)), sum(length(status)),
           sum(length(ordered_at)), sum(length(CAST(city AS BLOB))), total(length(note)),
           sum(typeof(id) = 'integer' AND typeof(quantity) = 'integer' AND typeof(unit_price) = 'real'
               AND typeof(sku) = 'text'),
           sum(id * quantity % 1009), sum(id * customer_id % 1013)
    FROM orders
"""
EVENTS = """
    SELECT count(*), sum(id), sum(length(type)), sum(length(at)), sum(user_id), sum(length(CAST(user_name AS BLOB))),
           sum(CAST(round(amount * 100) AS INTEGER)), sum(active), sum(length(sku)), total(length(CAST(note AS BLOB))),
           sum(typeof(id) = 'integer' AND typeof(amount) = 'real' AND typeof(sku) = 'text'), sum(id * user_id % 1009)
    FROM events
"""
USERS = """
    SELECT count(*), sum(id), sum(CAST(area AS INTEGER)), sum(length(area)), sum(age), sum(active),
           sum(id * age % 1009), sum(typeof(area) = 'text' AND typeof(age) = 'integer')
    FROM user
"""


def count_of(table):
    return f"SELECT count(*) FROM {table}"


def totals(database, query):
    """The first row of `query`."""
    try:
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
            return connection.execute(query).fetchone()
    except sqlite3.Error as error:
        raise BenchmarkError(f"{database.name}: no table to check: {error}") from error


class Agreement:
    """Holds the contents of all loads of one input against each other."""

    def __init__(self, query, rows):
        self.query = query
        # That the table has afterwards.
        self.rows = rows
        self.first = None

    def check(self, name, database):
        found = totals(database, self.query)
        if found[0] != self.rows:
            raise BenchmarkError(f"{name} loaded {found[0]:,} of {self.rows:,} rows")
        self.first = self.first or (name, found)
        if found != self.first[1]:
            raise BenchmarkError(f"{name} and {self.first[0]} differ in content:\n  {found}\n  {self.first[1]}")
