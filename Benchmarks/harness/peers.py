"""Other tools' loaders of orders (CSV) and events (NDJSON), each into the table of `specs/NAME.sql`."""

import functools
import shlex
import sqlite3
from contextlib import closing

from harness.build import c_program
from harness.contender import PYTHON, Contender, empty_table, needs_module, needs_program, weir_run
from harness.contest import delete, fresh_database
from harness.data import orders
from harness.measure import measured
from harness.node import node, node_missing
from harness.place import PEERS


@functools.cache
def page_size_of_weir():
    """The page size of a database that Weir makes."""
    database = fresh_database("page size")
    measured(weir_run("orders")(orders(1000), database))
    with closing(sqlite3.connect(database)) as connection:
        size = connection.execute("PRAGMA page_size").fetchone()[0]
    delete(database)
    return size


def sqlite_import(name, note, pragmas=(), page_size=None):
    def command(source, database):
        parts = ["sqlite3", "-bail", str(database)]
        for pragma in pragmas:
            parts += ["-cmd", f"PRAGMA {pragma}"]
        parts.append(".import --csv --skip 1 /dev/stdin orders")
        return f"gunzip -c {shlex.quote(str(source))} | {shlex.join(parts)}"
    return Contender(name, note, command, empty_table("orders", page_size), needs_program("sqlite3"), is_peer=True)


def c_reference(name, note, prepare, mode="insert"):
    return Contender(name, note, lambda source, database: [c_program("reference"), source, database, mode], prepare)


def duckdb(table, reader):
    return Contender("DuckDB", f"{reader} → SQLite by its sqlite extension",
                     lambda source, database: [PYTHON, PEERS / "duckdb_load.py", table, source, database],
                     empty_table(table), needs_module("duckdb"), is_peer=True)


def python(table, module):
    return Contender(f"Python {module}", f"Python's {module} module and executemany, transactions of 200,000 rows",
                     lambda source, database: ["python3", PEERS / "python_load.py", table, source, database],
                     empty_table(table), is_peer=True, is_slow=True)


def node_streams(table):
    return _node("Node.js streams", table, "rows", "row by row → a Writable that batches")


def node_arrays(table):
    return _node("Node.js streams, arrays", table, "arrays", "in arrays of some 2,000 rows → a Writable")


def _node(name, table, hands_on, words):
    def command(source, database):
        return [node(), "--no-warnings", PEERS / "node_load.mjs", table, hands_on, source, database]
    return Contender(name, f"pipeline(): gunzip → a Transform that parses and hands on {words}; a prepared INSERT of "
                     "node:sqlite, transactions of 200,000 rows", command, empty_table(table), node_missing,
                     is_peer=True, is_slow=True)


def sqlite_utils(table, *flags):
    def command(source, database):
        words = [PYTHON, "-m", "sqlite_utils", "insert", database, table, "-", *flags]
        return f"gunzip -c {shlex.quote(str(source))} | {shlex.join(map(str, words))}"
    return Contender("sqlite-utils", f"gunzip | sqlite-utils insert {' '.join(flags)}", command, empty_table(table),
                     needs_module("sqlite_utils"), is_peer=True, is_slow=True)


def sqlite_json():
    """What the shell alone can do: each line a row of a temporary table, taken apart by SQL."""
    paths = ["id", "type", "at", "user.id", "user.name", "amount", "active", "sku", "note"]
    parts = ["sqlite3", "-bail", "-cmd", "CREATE TEMP TABLE lines(line TEXT)", "-cmd", ".mode ascii",
             "-cmd", ".separator \"\\037\" \"\\n\"", "-cmd", ".import --schema temp /dev/stdin lines"]
    sql = "INSERT INTO events SELECT " + ", ".join(f"line ->> '$.{path}'" for path in paths) + " FROM temp.lines"

    def command(source, database):
        return f"gunzip -c {shlex.quote(str(source))} | {shlex.join([*parts, str(database), sql])}"
    return Contender("sqlite3 ->>", "gunzip | sqlite3: .import of the lines, then INSERT … SELECT line ->> '$.id', …",
                     command, empty_table("events"), needs_program("sqlite3"), is_peer=True)


def jq_import():
    query = "[.id, .type, .at, .user.id, .user.name, .amount, if .active then 1 else 0 end, .sku, .note] | @csv"

    def command(source, database):
        loader = shlex.join(["sqlite3", "-bail", str(database), ".import --csv /dev/stdin events"])
        return f"gunzip -c {shlex.quote(str(source))} | jq -r {shlex.quote(query)} | {loader}"
    return Contender("jq | .import", "gunzip | jq @csv | sqlite3 .import --csv", command, empty_table("events"),
                     lambda: needs_program("jq")() or needs_program("sqlite3")(), is_peer=True, is_slow=True)
