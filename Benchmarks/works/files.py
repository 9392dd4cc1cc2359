"""The same rows in one file and in ten thousand."""

import statistics

from harness import content
from harness.contender import weir_loader
from harness.contest import Entry, compete
from harness.content import Agreement
from harness.data import order_files, orders
from harness.loaders_table import loaders_table
from harness.section import Section, at_most
from harness.work import Work

FILES = 10_000


def measure(settings):
    agreement = Agreement(content.ORDERS, settings.rows)
    one = Entry(weir_loader("orders", "weir, 1 file"), orders(settings.rows), settings.rows, settings.repeat, agreement)
    many = Entry(weir_loader("orders", f"weir, {FILES:,} files"), order_files(settings.rows, FILES), settings.rows,
                 settings.repeat, agreement)
    compete([one, many])
    section = Section(tables=[loaders_table([one, many], one)])
    section.add_peak(one.peak_mib, many.peak_mib)
    excess = statistics.median(many.seconds(number) - one.seconds(number) for number in range(settings.repeat))
    section.marks.append(at_most("cost of a file", excess / FILES * 1000, 1, " ms"))
    return section


WORK = Work("files", "Ten thousand small files", rows=1_000_000, repeat=5, measure=measure)
