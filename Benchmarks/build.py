"""Builds what the benchmark runs, and the file that it loads."""

import shutil
import subprocess
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
WORK = FOLDER / "work"
WEIR = FOLDER.parent / ".build" / "release" / "weir"
LIBRARIES = {"cost": [], "generate": ["-lz"], "reference": ["-lz", "-lsqlite3", "-lpthread"]}


class BenchmarkError(Exception):
    """Ends the benchmark with a message."""


def c_program(name):
    """The program made from NAME.c; compiled if that is newer."""
    source, program = FOLDER / f"{name}.c", WORK / name
    if not program.exists() or program.stat().st_mtime < source.stat().st_mtime:
        compiler = next((found for found in map(shutil.which, ["cc", "gcc", "clang"]) if found), None)
        if compiler is None:
            raise BenchmarkError("no C compiler on the PATH (cc, gcc or clang)")
        subprocess.run([compiler, "-O2", "-std=gnu11", "-o", str(program), str(source), *LIBRARIES[name]], check=True)
    return program


def weir():
    subprocess.run(["swift", "build", "-c", "release", "--product", "weir"], cwd=FOLDER.parent, check=True)
    if not WEIR.exists():
        raise BenchmarkError("swift built no weir in .build/release")


def input_of(rows):
    """The generated file, made once for each row count and each state of the generator."""
    generator = c_program("generate")
    path = WORK / f"orders-{rows}.csv.gz"
    if not path.exists() or path.stat().st_mtime < (FOLDER / "generate.c").stat().st_mtime:
        print(f"generating {path.name}", flush=True)
        unfinished = path.with_suffix(".part")
        subprocess.run([str(generator), str(rows), str(unfinished)], check=True)
        unfinished.rename(path)
    with path.open("rb") as file:  # into the page cache, for everyone alike
        while file.read(1 << 20):
            pass
    return path
