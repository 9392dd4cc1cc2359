"""What is compared: a command that loads one input into one database, and what it needs to be run at all."""

import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Optional

from harness.place import SPECS, WEIR, WORK
from harness.measure import Cost

PYTHON = WORK / "peers" / "bin" / "python"

# The slow peers: a rate per row does not need more rows and rounds than these.
SLOW_ROWS = 500_000
SLOW_ROUNDS = 3


@dataclass(frozen=True)
class Contender:
    name: str
    note: str
    # input, database -> a command: a list, or a string for the shell
    command: Callable[[Path, Path], object]
    # Makes the database at a path before each load; does nothing for who makes it alone.
    prepare: Callable[[Path], None] = lambda database: None
    # Why it can't run here; None if it can.
    missing: Callable[[], Optional[str]] = lambda: None
    # Whether it is another tool, and not a bound or a part of Weir.
    is_peer: bool = False
    # Whether it loads fewer rows in fewer rounds.
    is_slow: bool = False
    # What counts as its time.
    seconds: Callable[[Cost], float] = lambda cost: cost.wall

    @property
    def is_weir(self):
        return self.name.startswith("weir")


def weir_run(spec):
    """A contender's command: Weir runs `specs/SPEC.yaml`."""
    return lambda source, database: [WEIR, "run", *_spec(spec, source, database), "--quiet", "--json"]


def weir_verify(spec, *flags):
    return lambda source, database: [WEIR, "verify-counts", *_spec(spec, source, database), *flags]


def _spec(name, source, database):
    return [SPECS / f"{name}.yaml", "--set", f"input={source}", "--set", f"database={database}"]


def weir_missing():
    return None if WEIR.exists() else "not built; `make build` builds it"


def weir_loader(spec, name="weir", note=None):
    return Contender(name, note or f"specs/{spec}.yaml: full durability, transactions of 200,000 rows",
                     weir_run(spec), missing=weir_missing)


def empty_table(schema, page_size=None):
    """Makes the tables of `specs/SCHEMA.sql`, with pages of SQLite's own size unless told otherwise."""
    def prepare(database):
        with closing(sqlite3.connect(database)) as connection:
            if page_size:
                connection.execute(f"PRAGMA page_size={page_size}")
            connection.executescript((SPECS / f"{schema}.sql").read_text())
    return prepare


def copy_of(base):
    return lambda database: shutil.copyfile(base, database)


def needs_program(name):
    return lambda: None if shutil.which(name) else f"no {name} on the PATH"


def needs_module(name):
    def missing():
        found = list(WORK.glob(f"peers/lib/python3*/site-packages/{name}"))
        return None if found else f"no {name}; `make bench-peers` fetches it"
    return missing
