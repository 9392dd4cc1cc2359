"""A sink slowed by a test hook: does the channel between reader and writer keep to its high watermark?"""

import json

from harness.contender import weir_loader
from harness.contest import Entry, load
from harness.content import Agreement, count_of
from harness.data import orders
from harness.place import BenchmarkError
from harness.section import Section, Table, at_most
from harness.work import Work

# Weir's Sink module adds this to each commit.
DELAY = {"WEIR_TEST_COMMIT_DELAY_MS": "100"}
# Where `weir run --json` reports the channel, in bytes.
FIGURES = {"peak level": "peak_level", "high watermark": "high_watermark", "heaviest batch": "heaviest_batch"}


def measure(settings):
    usual, slowed = loaded(settings.rows), loaded(settings.rows, DELAY)
    channel = channel_of(slowed)
    section = Section(tables=[Table(["", "usual", "each commit 100 ms slower"], [
        ["wall s", f"{usual.wall:.3f}", f"{slowed.wall:.3f}"],
        ["peak MiB", f"{usual.peak_mib:.1f}", f"{slowed.peak_mib:.1f}"],
        *([f"{name}, bytes", f"{channel_of(usual)[key]:,}", f"{channel[key]:,}"] for name, key in FIGURES.items())])])
    section.add_peak(usual.peak_mib, slowed.peak_mib)
    excess = (channel["peak_level"] - channel["high_watermark"]) / channel["heaviest_batch"]
    section.marks.append(at_most("channel's level above its high watermark, in batches", max(excess, 0), 1, ""))
    return section


def loaded(rows, environment=None):
    return load(Entry(weir_loader("orders"), orders(rows), rows, 1, Agreement(count_of("orders"), rows),
                      environment=environment))


def channel_of(cost):
    channel = json.loads(cost.output).get("channel", {})
    missing = [key for key in FIGURES.values() if key not in channel]
    if missing:
        raise BenchmarkError(f"`weir run --json` reports no channel.{missing[0]}; slow_sink.py names the fields")
    return channel


WORK = Work("slow-sink", "A slow sink", rows=5_000_000, repeat=None, measure=measure)
