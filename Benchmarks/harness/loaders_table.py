"""The table of a contest, and what the contenders are."""

from harness.contest import skipped
from harness.section import Table


def loaders_table(entries, base, caption=""):
    """A row for each entry; the ratio says how many times as fast `base` is, by rows a second."""
    head = ["", "rows", "rounds", "wall s", "rows/s", f"{base.name} is", "user s", "sys s", "peak MiB"]
    return Table(head, [_row(entry, base) for entry in entries], caption)


def _row(entry, base):
    return [entry.name, f"{entry.rows:,}", str(len(entry.costs)), f"{entry.wall:.3f}", shown_rate(entry.rate),
            f"{base.times_as_fast_as(entry):.2f} ×", f"{entry.median('user'):.2f}", f"{entry.median('system'):.2f}",
            f"{entry.peak_mib:.1f}"]


def shown_rate(rate):
    return f"{rate / 1e6:.3f} M"


def contender_notes(contenders):
    missing = dict(skipped(contenders))
    return [f"{contender.name}: " + (f"skipped, {missing[contender.name]}" if contender.name in missing
                                     else contender.note) for contender in contenders]
