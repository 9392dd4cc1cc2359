"""The generated inputs: made once for each size and each state of their generator, from fixed seeds."""

import shutil
import subprocess

from harness.build import c_program
from harness.place import WORK


def orders(rows):
    return _file(f"orders-{rows}.csv.gz", "generate_orders", rows)


def order_files(rows, files):
    """A folder of equal parts of the orders; a pattern for all of them."""
    return _made(f"orders-{rows}-in-{files}", "generate_orders",
                 lambda program, path: [program, rows, path, files], is_folder=True) / "*.csv.gz"


def updates(rows, existing, order):
    return _made(f"updates-{rows}-onto-{existing}-{order}.csv.gz", "generate_updates",
                 lambda program, path: [program, rows, existing, order, path])


def events(rows):
    return _file(f"events-{rows}.ndjson.gz", "generate_events", rows)


def users(rows):
    return _file(f"users-{rows}.csv.gz", "generate_users", rows)


def wide(rows, columns=10, text_bytes=8, quoted_percent=0):
    return _made(f"wide-{rows}x{columns}-text{text_bytes}-quoted{quoted_percent}.csv.gz", "generate_wide",
                 lambda program, path: [program, rows, columns, text_bytes, quoted_percent, path])


def _file(name, generator, rows):
    return _made(name, generator, lambda program, path: [program, rows, path])


def _made(name, generator, command, is_folder=False):
    program, path = c_program(generator), WORK / name
    if not path.exists() or path.stat().st_mtime < program.stat().st_mtime:
        print(f"generating {name}", flush=True)
        unfinished = WORK / f"{name}.part"
        shutil.rmtree(unfinished, ignore_errors=True)
        if is_folder:
            unfinished.mkdir()
            shutil.rmtree(path, ignore_errors=True)
        subprocess.run([str(word) for word in command(program, unfinished)], check=True)
        unfinished.rename(path)
    return path


def into_page_cache(source):
    """Reads a file, or all that a pattern matches, so that no contender pays for the disk."""
    for path in source.parent.glob(source.name):
        with path.open("rb") as file:
            while file.read(1 << 20):
                pass
