#!/usr/bin/env python3
"""Runs Weir beside other loaders, and parts of it alone, and writes RESULTS.md: see README.md.

    python3 Benchmarks/run.py                              every work at its full size
    python3 Benchmarks/run.py --work csv ndjson            some works; the sections of the others stay as they are
    python3 Benchmarks/run.py --work csv --rows 200000 --repeat 1

Needs Python 3's standard library, a C compiler, zlib and SQLite.
"""

import argparse
import subprocess
import sys

from harness import build, results
from harness.place import WORK, BenchmarkError
from harness.work import Settings
from works import WORKS


def chosen_settings(works, arguments):
    """Each work with its settings. Only one that is asked for by name complains of an option that it has no use for."""
    for work in works:
        for option in ("rows", "repeat"):
            if arguments.work and getattr(arguments, option) and getattr(work, option) is None:
                raise BenchmarkError(f"{work.name} takes no --{option}")
        yield work, Settings(
            rows=work.rows and (arguments.rows or work.rows), repeat=work.repeat and (arguments.repeat or work.repeat))


def measure(work, settings):
    print(f"\n== {work.name}: {work.title}", flush=True)
    section = work.measure(settings)
    results.show(work, section)
    results.keep(work, settings, section)
    results.render(WORKS)


def positive(text):
    number = int(text.replace("_", ""))
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


def main():
    names = [work.name for work in WORKS]
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0], allow_abbrev=False)
    parser.add_argument("--work", nargs="+", choices=names, metavar="NAME", help=", ".join(names))
    parser.add_argument("--rows", type=positive, help="of the largest input of a work; each has a default of its own")
    parser.add_argument("--repeat", type=positive, help="rounds; each work has a default of its own")
    arguments = parser.parse_args()
    WORK.mkdir(exist_ok=True)
    chosen = [work for work in WORKS if not arguments.work or work.name in arguments.work]
    try:
        settings = list(chosen_settings(chosen, arguments))
        for product in dict.fromkeys(product for work in chosen for product in work.products):
            build.swift_product(product)
        for work, own in settings:
            measure(work, own)
    except (BenchmarkError, subprocess.CalledProcessError, OSError) as error:
        sys.exit(f"error: {error}")
    print("written to Benchmarks/RESULTS.md")


if __name__ == "__main__":
    main()
