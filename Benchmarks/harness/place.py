"""Where things lie, and the error that ends a benchmark."""

from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent
ROOT = FOLDER.parent
WORK = FOLDER / "work"
SPECS = FOLDER / "specs"
PROGRAMS = FOLDER / "programs"
PEERS = FOLDER / "peers"
RELEASE = ROOT / ".build" / "release"
WEIR = RELEASE / "weir"
BENCH = RELEASE / "bench"


class BenchmarkError(Exception):
    """Ends the benchmark with a message."""
