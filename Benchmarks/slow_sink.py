"""A sink slowed by a test hook: does the channel between reader and writer keep to its high watermark?"""

import json

from build import BenchmarkError
from measure import measured

# Weir's Sink module adds this to each commit.
DELAY = {"WEIR_TEST_COMMIT_DELAY_MS": "100"}
# Where `weir run --json` reports the channel, in bytes.
PEAK_LEVEL = ("channel", "peak_level")
HIGH_WATERMARK = ("channel", "high_watermark")
LARGEST_BATCH = ("channel", "heaviest_batch")


def slow_sink(command):
    """`command()` gives the command for a load into a new database."""
    usual = measured(command())
    slowed = measured(command(), DELAY)
    try:
        run = json.loads(slowed.output)
    except json.JSONDecodeError as error:
        raise BenchmarkError(f"`weir run --json` did not print JSON: {error}") from error
    peak, high, batch = (figure(run, path) for path in (PEAK_LEVEL, HIGH_WATERMARK, LARGEST_BATCH))
    print(f"peak memory  {slowed.peak_mib:6.1f} MiB, {usual.peak_mib:6.1f} MiB without the delay")
    print(f"peak level   {peak:,} bytes; high watermark {high:,}, largest batch {batch:,}")
    if peak > high + batch:
        raise BenchmarkError("the channel's level exceeded its high watermark by more than one batch")


def figure(run, path):
    value = run
    for key in path:
        if not isinstance(value, dict) or key not in value:
            raise BenchmarkError(f"`weir run --json` reports no {'.'.join(path)}; slow_sink.py names the fields")
        value = value[key]
    return value
