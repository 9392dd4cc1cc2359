"""The machine and the versions of what ran on it."""

import os
import platform
import re
import shutil
import sqlite3
import subprocess
import zlib
from pathlib import Path

from harness.contender import PYTHON
from harness.node import node
from harness.place import ROOT, WEIR

NODE_VERSIONS = "const found = process.versions; `${found.node}, SQLite ${found.sqlite}, zlib ${found.zlib}`"


def machine():
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        found = re.search(r"^model name\s*: (.*)$", info.read_text(), re.MULTILINE)
        model = found.group(1) if found else model
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30)
    return f"{os.cpu_count()} × {model}, {memory:.0f} GiB, {platform.system()} {platform.release()}"


def commit():
    """The commit that Weir was built from, and whether its sources were other ones."""
    head = first_line(["git", "-C", ROOT, "rev-parse", "--short", "HEAD"]) or "unknown"
    is_changed = first_line(["git", "-C", ROOT, "status", "--porcelain", "--", "Sources", "Package.swift"])
    return f"{head} with changes" if is_changed else head


def software():
    """Name and version of all that is there."""
    found = [
        ("weir", first_line([WEIR, "--version"])),
        ("Swift", first_line(["swift", "--version"])),
        ("C compiler", first_line(["cc", "--version"])),
        *linked_libraries(),
        ("sqlite3 shell", first_line(["sqlite3", "--version"])),
        ("Python", f"{platform.python_version()}, SQLite {sqlite3.sqlite_version}, zlib {zlib.ZLIB_RUNTIME_VERSION}"),
        ("Node", node() and first_line([node(), "-p", NODE_VERSIONS])),
        ("DuckDB", module_version("duckdb")),
        ("sqlite-utils", module_version("sqlite-utils")),
        ("jq", first_line(["jq", "--version"])),
    ]
    return [[name, version] for name, version in found if version]


def linked_libraries():
    """The libraries that Weir was linked with, by the version in their files' names."""
    if not WEIR.exists() or not shutil.which("ldd"):
        return []
    loaded = subprocess.run(["ldd", WEIR], capture_output=True, text=True, check=False).stdout
    paths = re.findall(r"=> (\S*/lib(?:sqlite3|z|isal|deflate|zstd)\.so\S*)", loaded)
    return [(f"{Path(path).name} (linked by weir)", Path(path).resolve().name) for path in paths]


def module_version(name):
    code = f"import importlib.metadata; print(importlib.metadata.version('{name}'))"
    return first_line([PYTHON, "-c", code])


def first_line(command):
    if shutil.which(command[0]) is None:
        return None
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return (done.stdout.strip().splitlines() or [None])[0] if done.returncode == 0 else None
