#!/usr/bin/env python3
"""Runs Weir beside other loaders on one generated file and prints a table: see README.md.

    python3 Benchmarks/run.py                     5 M rows, every contender 5 times, writes RESULTS.md
    python3 Benchmarks/run.py --rows 1000000 --repeat 3 --peers
    python3 Benchmarks/run.py --only 'C reference' .import
    python3 Benchmarks/run.py --memory            peak memory at 1 M, 5 M and 20 M rows
    python3 Benchmarks/run.py --slow-sink         the channel's level with 100 ms added to each commit
    python3 Benchmarks/run.py --proof             what the checksum costs at load, and verify-counts --deep afterwards

Needs Python 3's standard library, a C compiler, zlib and SQLite.
"""

import argparse
import sqlite3
import subprocess
import sys
from contextlib import closing

import build
import report
from build import BenchmarkError, FOLDER, WORK
from contenders import CONTENDERS, weir_command, weir_verify_command
from measure import measured
from proof_cost import proof_cost
from slow_sink import slow_sink

MEMORY_ROWS = [1_000_000, 5_000_000, 20_000_000]

# What two loads of the same file must agree in: counts, sums, lengths, and that numbers are stored as numbers.
TOTALS = """
    SELECT count(*), sum(id), sum(customer_id), sum(quantity), sum(CAST(round(unit_price * 100) AS INTEGER)),
           sum(CAST(round(discount * 100) AS INTEGER)), sum(length(sku)), sum(length(status)),
           sum(length(ordered_at)), sum(length(CAST(city AS BLOB))), total(length(note)),
           sum(typeof(id) = 'integer' AND typeof(quantity) = 'integer' AND typeof(unit_price) = 'real'
               AND typeof(sku) = 'text')
    FROM orders
"""


def fresh_database(contender, page_size):
    path = WORK / f"{contender.name.strip('.').replace(' ', '-')}.sqlite"
    for old in WORK.glob(path.name + "*"):
        old.unlink()
    if not contender.makes_own_table:
        with closing(sqlite3.connect(path)) as database:
            if contender.page_size_of_weir:
                database.execute(f"PRAGMA page_size={page_size}")
            database.executescript((FOLDER / "schema.sql").read_text())
    return path


def totals(contender, path, rows):
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
            found = database.execute(TOTALS).fetchone()
    except sqlite3.Error as error:
        raise BenchmarkError(f"{contender.name}: no table to check: {error}") from error
    if found[0] != rows:
        raise BenchmarkError(f"{contender.name} loaded {found[0]:,} of {rows:,} rows")
    return found


def load(contender, source, rows, page_size=4096):
    path = fresh_database(contender, page_size)
    cost = measured(contender.command(source, path))
    return cost, path, totals(contender, path, rows)


def chosen(arguments):
    """The contenders that were asked for and can run; says which can't, and why."""
    if arguments.only:
        unknown = set(arguments.only) - {contender.name for contender in CONTENDERS}
        if unknown:
            raise BenchmarkError(f"no contender {', '.join(sorted(unknown))}; there are: "
                                 + ", ".join(contender.name for contender in CONTENDERS))
    ready = []
    for contender in CONTENDERS:
        if contender.name not in arguments.only if arguments.only else contender.is_peer and not arguments.peers:
            continue
        missing = contender.missing()
        if missing is None:
            ready.append(contender)
        elif contender.name == "weir":
            raise BenchmarkError(f"weir is {missing}; `--only` names others")
        else:
            print(f"skipped {contender.name}: {missing}")
    return ready


def compare(arguments):
    contenders = chosen(arguments)
    if any(contender.name == "C reference" for contender in contenders):
        build.c_program("reference")
    source = build.input_of(arguments.rows)

    weir = next((contender for contender in contenders if contender.name == "weir"), None)
    page_size = arguments.page_size or 4096
    if weir and not arguments.page_size:
        _, path, _ = load(weir, source, arguments.rows)
        with closing(sqlite3.connect(path)) as database:
            page_size = database.execute("PRAGMA page_size").fetchone()[0]

    costs = {contender.name: [] for contender in contenders}
    verify_costs = []
    expected = None
    for round_number in range(arguments.repeat):
        # Every other round runs backwards, so that no one always follows the same neighbour.
        for contender in contenders if round_number % 2 == 0 else reversed(contenders):
            cost, path, found = load(contender, source, arguments.rows, page_size)
            expected = expected or (contender.name, found)
            if found != expected[1]:
                raise BenchmarkError(f"{contender.name} and {expected[0]} differ in content:\n"
                                     f"  {found}\n  {expected[1]}")
            costs[contender.name].append(cost)
            print(f"round {round_number + 1}: {contender.name:<14} {cost.wall:7.2f} s", flush=True)
            if contender is weir:
                verify_costs.append(measured(weir_verify_command(source, path)))
            path.unlink()
    report.show(arguments, contenders, costs, verify_costs, page_size, source)


def memory():
    weir = CONTENDERS[0]
    peaks = []
    for rows in MEMORY_ROWS:
        cost, path, _ = load(weir, build.input_of(rows), rows)
        path.unlink()
        peaks.append(cost.peak_mib)
        print(f"{rows:>12,} rows: peak {cost.peak_mib:6.1f} MiB, {rows / cost.wall / 1e6:.2f} M rows/s", flush=True)
    print(f"highest over lowest: {max(peaks) / min(peaks):.3f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=5_000_000)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--page-size", type=int, help="of the C reference and the tuned .import; default: Weir's")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="these contenders, peers included")
    parser.add_argument("--peers", action="store_true", help="the slow ones too; see `make bench-peers`")
    parser.add_argument("--memory", action="store_true")
    parser.add_argument("--slow-sink", action="store_true")
    parser.add_argument("--proof", action="store_true")
    arguments = parser.parse_args()
    WORK.mkdir(exist_ok=True)
    needs_weir = arguments.memory or arguments.slow_sink or arguments.proof or not arguments.only or "weir" in arguments.only
    try:
        if needs_weir:
            build.weir()
        if arguments.memory:
            memory()
        elif arguments.slow_sink:
            weir = CONTENDERS[0]
            source = build.input_of(arguments.rows)
            slow_sink(lambda: weir_command(source, fresh_database(weir, None)))
        elif arguments.proof:
            weir = CONTENDERS[0]
            source = build.input_of(arguments.rows)
            path = fresh_database(weir, None)
            proof_cost(lambda: weir_command(source, fresh_database(weir, None)),
                       lambda deep: weir_verify_command(source, path, deep), arguments.repeat)
        else:
            compare(arguments)
    except (BenchmarkError, subprocess.CalledProcessError, OSError) as error:
        sys.exit(f"error: {error}")


if __name__ == "__main__":
    main()
