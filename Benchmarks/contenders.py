"""The loaders: each fills the table of schema.sql in a database that the driver has prepared, Weir one of its own."""

import shlex
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Optional

from build import FOLDER, WEIR, WORK

PEERS_PYTHON = WORK / "peers" / "bin" / "python"


@dataclass
class Contender:
    name: str
    note: str
    # input, database -> a command: a list, or a string for the shell
    command: Callable[[Path, Path], object]
    # Whether the driver creates the table, and with which page size: None for SQLite's own.
    makes_own_table: bool = False
    page_size_of_weir: bool = False
    # Why it can't run here; None if it can.
    missing: Callable[[], Optional[str]] = lambda: None
    is_peer: bool = False


def weir_command(source, database):
    return [str(WEIR), "run", str(FOLDER / "orders-bench.yaml"), "--set", f"input={source}",
            "--set", f"database={database}", "--quiet", "--json"]


def weir_verify_command(source, database, deep=False):
    return [str(WEIR), "verify-counts", str(FOLDER / "orders-bench.yaml"), "--set", f"input={source}",
            "--set", f"database={database}"] + (["--deep"] if deep else [])


def import_command(pragmas):
    def command(source, database):
        parts = ["sqlite3", "-bail", str(database)]
        for pragma in pragmas:
            parts += ["-cmd", f"PRAGMA {pragma}"]
        parts.append(".import --csv --skip 1 /dev/stdin orders")
        return f"gunzip -c {shlex.quote(str(source))} | {shlex.join(parts)}"
    return command


def needs_program(name):
    return lambda: None if shutil.which(name) else f"no {name} on the PATH"


def needs_module(name):
    def missing():
        found = list(WORK.glob(f"peers/lib/python3*/site-packages/{name}"))
        return None if found else f"no {name}; `make bench-peers` fetches it"
    return missing


CONTENDERS = [
    Contender("weir", "orders-bench.yaml: full durability, transactions of 200,000 rows",
              weir_command, makes_own_table=True,
              missing=lambda: None if WEIR.exists() else "not built; `make build` builds it"),
    Contender("C reference", "reference.c: two threads, prepared INSERT, same durability, cache and page size as Weir",
              lambda source, database: [str(WORK / "reference"), str(source), str(database)],
              page_size_of_weir=True),
    Contender(".import", "gunzip | sqlite3 .import --csv, stock: one transaction, synchronous=FULL",
              import_command([]), missing=needs_program("sqlite3")),
    Contender(".import tuned", "the same with Weir's page size and a cache of 8 MiB",
              import_command(["cache_size=-8192"]), page_size_of_weir=True, missing=needs_program("sqlite3")),
    Contender("DuckDB", "read_csv → SQLite by its sqlite extension",
              lambda source, database: [str(PEERS_PYTHON), str(FOLDER / "peer_duckdb.py"), str(source), str(database)],
              missing=needs_module("duckdb"), is_peer=True),
    Contender("Python csv", "csv.reader and executemany, transactions of 200,000 rows",
              lambda source, database: ["python3", str(FOLDER / "peer_python.py"), str(source), str(database)],
              is_peer=True),
    Contender("sqlite-utils", "gunzip | sqlite-utils insert --csv",
              lambda source, database: f"gunzip -c {shlex.quote(str(source))} | " + shlex.join(
                  [str(PEERS_PYTHON), "-m", "sqlite_utils", "insert", str(database), "orders", "-", "--csv",
                   "--silent"]),
              missing=needs_module("sqlite_utils"), is_peer=True),
]
