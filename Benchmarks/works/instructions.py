"""Instructions a row, counted by valgrind: a figure that no neighbour on the machine disturbs."""

import os
import re
import shutil
import subprocess

from harness.contest import delete, fresh_database
from harness.data import orders
from harness.place import BENCH, SPECS, WORK as FOLDER, BenchmarkError
from harness.section import Section, Table
from harness.work import Work

FEW, MANY = 1, 3  # passes; the difference is free of start-up and preparation


def measure(settings):
    section = Section()
    missing = [program for program in ("valgrind", "strip") if not shutil.which(program)]
    if missing:
        print(f"skipped: no {missing[0]} on the PATH; `make bench-peers` fetches valgrind")
        section.about.append(f"Skipped: no {missing[0]} on the PATH.")
        return section
    section.about.append("Counted by `valgrind --tool=callgrind`, start-up taken off, inflating and SQLite included. "
                         "It counts one for each byte that `rep movsb` copies.")
    section.tables.append(Table(["loop", "instructions", "for each"], [*stages(settings), *hot_loops()]))
    return section


def hot_loops():
    bench = without_debug_info(BENCH)
    listed = subprocess.run([BENCH, "micro", "--list"], capture_output=True, text=True, check=True).stdout
    for line in listed.splitlines():
        name, units, unit = line.split("\t")
        few, many = (counted([bench, "micro", "--only", name, "--passes", str(passes)]) for passes in (FEW, MANY))
        yield shown(name, (many - few) / (MANY - FEW) / int(units), unit)


def stages(settings):
    """Reader and writer alone, from the file and into the database."""
    bench, few, many = without_debug_info(BENCH), settings.rows // 2, settings.rows
    read = [counted_stage([bench, "reader", "--prepared"], orders(rows)) for rows in (few, many)]
    # Of one input, so that decoding it beforehand is no part of the difference.
    written = [counted_stage([bench, "writer", "--rows", rows], orders(few)) for rows in (few, many)]
    for name, (less, more) in (("reader's thread alone", read), ("writer alone", written)):
        yield shown(name, (more - less) / (many - few), "row")


def counted_stage(command, source):
    database = fresh_database("instructions")
    count = counted([*command, SPECS / "orders.yaml", "--set", f"input={source}", "--set", f"database={database}"])
    delete(database)
    return count


def without_debug_info(program):
    """A copy of the program: valgrind before 3.21 gives up on DWARF 5."""
    copy = FOLDER / f"{program.name}-stripped"
    subprocess.run(["strip", "--strip-debug", "-o", copy, program], check=True)
    return copy


def counted(command):
    """Instructions that a command executes, all threads together."""
    words = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *map(str, command)]
    done = subprocess.run(words, capture_output=True, text=True, check=False,
                          env={**os.environ, "SWIFT_DETERMINISTIC_HASHING": "1"})
    found = re.search(r"Collected : (\d+)", done.stderr)
    if done.returncode != 0 or not found:
        raise BenchmarkError(f"`{' '.join(words)}` ended with {done.returncode}\n{done.stderr[-2_000:]}")
    return int(found.group(1))


def shown(name, instructions, unit):
    print(f"  {name:<28} {instructions:10,.1f} a {unit}", flush=True)
    return [name, f"{instructions:,.1f}", unit]


WORK = Work("instructions", "Instructions", rows=200_000, repeat=None, measure=measure, products=("bench",))
