"""An upsert of a fifth as many rows as the table has, nine of ten of them there already."""

from harness import content, peers
from harness.contender import Contender, copy_of, weir_missing, weir_run
from harness.contest import compete, delete, entries, fresh_database
from harness.data import orders, updates
from harness.loaders_table import contender_notes, loaders_table
from harness.measure import measured
from harness.section import Section, at_least
from harness.work import Work

UPDATES_IN_TABLE = 5  # a fifth of the rows that are there


def contenders(base):
    return [
        Contender("weir", "specs/orders-upsert.yaml, into a copy of the loaded database", weir_run("orders-upsert"),
                  copy_of(base), weir_missing),
        peers.c_reference("C bind/step", "programs/reference.c: two threads, prepared INSERT … ON CONFLICT DO UPDATE, "
                          "into a copy of the same database; Weir's durability and cache", copy_of(base), "upsert"),
    ]


def measure(settings):
    base = fresh_database("base")
    measured(weir_run("orders-upsert")(orders(settings.rows), base))
    updates_ = settings.rows // UPDATES_IN_TABLE
    section = Section(about=[f"{updates_:,} rows onto {settings.rows:,}, one of ten of them new."])
    for order, words in (("sorted", "in the order of the key"), ("scattered", "in no order")):
        add(section, settings, base, order, words)
    section.notes = contender_notes(contenders(base))
    delete(base)
    return section


def add(section, settings, base, order, words):
    rows = settings.rows // UPDATES_IN_TABLE
    ready = entries(contenders(base), lambda rows: updates(rows, settings.rows, order), rows, settings.repeat,
                    content.ORDERS)
    for entry in ready:
        entry.agreement.rows = settings.rows + rows // 10
    weir, reference = compete(ready).values()
    section.tables.append(loaders_table([weir, reference], weir, f"Updates {words}"))
    section.add_peak(weir.peak_mib)
    ratio = weir.times_as_fast_as(reference)
    section.marks.append(at_least(f"rows/s against C bind/step, updates {words}", ratio, 1.5))


WORK = Work("upsert", "Upsert", rows=5_000_000, repeat=5, measure=measure)
