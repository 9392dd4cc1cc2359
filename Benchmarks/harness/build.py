"""Builds what the benchmark runs."""

import shutil
import subprocess

from harness.place import PROGRAMS, RELEASE, ROOT, WORK, BenchmarkError

LIBRARIES = ["-lz", "-lsqlite3", "-lpthread"]


def c_program(name):
    """The program made from NAME.c; compiled if that or a header is newer."""
    program = WORK / name
    newest = max(file.stat().st_mtime for file in [PROGRAMS / f"{name}.c", *PROGRAMS.glob("*.h")])
    if not program.exists() or program.stat().st_mtime < newest:
        compiler = next((found for found in map(shutil.which, ["cc", "gcc", "clang"]) if found), None)
        if compiler is None:
            raise BenchmarkError("no C compiler on the PATH (cc, gcc or clang)")
        subprocess.run([compiler, "-O2", "-std=gnu11", "-o", str(program), str(PROGRAMS / f"{name}.c"), *LIBRARIES],
                       check=True)
    return program


def swift_product(name):
    # As make builds it for its users, or each would undo what the other has built.
    subprocess.run(["make", "--no-print-directory", "build", f"PRODUCT={name}"], cwd=ROOT, check=True)
    if not (RELEASE / name).exists():
        raise BenchmarkError(f"swift built no {name} in .build/release")
