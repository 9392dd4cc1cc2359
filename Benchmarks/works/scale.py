"""Rows a second of an append without indexes, whatever the number of rows."""

from harness.contender import weir_loader
from harness.contest import Entry, compete
from harness.content import Agreement, count_of
from harness.data import orders
from harness.loaders_table import shown_rate
from harness.section import Section, Table, at_least
from harness.work import Work

PARTS = [100, 10, 1]  # of the largest input


def measure(settings):
    sizes = [settings.rows // part for part in PARTS]
    ran = [Entry(weir_loader("orders", f"weir, {rows:,} rows"), orders(rows), rows, settings.repeat,
                 Agreement(count_of("orders"), rows)) for rows in sizes]
    compete(ran)
    section = Section(tables=[Table(["rows", "wall s", "rows/s", "peak MiB"], [
        [f"{entry.rows:,}", f"{entry.wall:.3f}", shown_rate(entry.rate), f"{entry.peak_mib:.1f}"] for entry in ran])])
    section.add_peak(*(entry.peak_mib for entry in ran))
    rates = [entry.rate for entry in ran]
    section.marks.append(at_least("lowest ÷ highest rows/s", min(rates) / max(rates), 0.9, ""))
    return section


WORK = Work("scale", "One, ten and a hundred million rows", rows=100_000_000, repeat=5, measure=measure)
