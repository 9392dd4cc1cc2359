"""Runs a command and says what it cost."""

import os
import shlex
import subprocess
import tempfile
from dataclasses import dataclass

from harness.build import c_program
from harness.place import WORK, BenchmarkError


@dataclass
class Cost:
    wall: float  # seconds
    user: float
    system: float
    peak_mib: float  # of the command's largest process
    output: str  # its stdout


def measured(command, environment=None):
    """Runs `command` (a list, or a string for the shell) to its end.

    Other programs' dirty pages are written out before, so that nobody pays for them.
    """
    arguments = ["/bin/sh", "-c", command] if isinstance(command, str) else [str(word) for word in command]
    meter, figures = c_program("cost"), WORK / "cost.txt"
    os.sync()
    with tempfile.TemporaryFile() as errors:
        done = subprocess.run([str(meter), str(figures), *arguments], stdin=subprocess.DEVNULL, check=True,
                              stdout=subprocess.PIPE, stderr=errors, env={**os.environ, **(environment or {})})
        wall, user, system, peak_kib, status = map(float, figures.read_text().split())
        output = done.stdout.decode(errors="replace")
        if status != 0:
            errors.seek(0)
            said = (errors.read().decode(errors="replace") or output)[-2_000:]
            raise BenchmarkError(f"`{shlex.join(arguments)}` ended with {status:.0f}\n{said}")
    return Cost(wall, user, system, peak_kib / 1024, output)
