"""Narrow rows, beside a C loop that is given them in memory and keeps neither journal nor sync."""

from harness import content
from harness.build import c_program
from harness.contender import Contender, weir_loader
from harness.contest import compete, entries
from harness.data import users
from harness.loaders_table import contender_notes, loaders_table
from harness.section import Section, at_least
from harness.work import Work


def contenders(rows):
    recipe = Contender(
        "C from memory", "programs/narrow.c: the rows lie in memory (making them is not timed), prepared INSERTs of 50 "
        "rows, journal_mode=OFF, synchronous=0, cache_size=1000000, locking_mode=EXCLUSIVE, temp_store=MEMORY; user "
        "and sys are those of the whole program",
        lambda source, database: [c_program("narrow"), rows, database], seconds=lambda cost: float(cost.output))
    return [weir_loader("users", note="specs/users.yaml: from gzip CSV, full durability, transactions of 200,000 rows"),
            recipe]


def measure(settings):
    everyone = contenders(settings.rows)
    ran = compete(entries(everyone, users, settings.rows, settings.repeat, content.USERS))
    weir, recipe = ran.values()
    section = Section(tables=[loaders_table(ran.values(), weir)], notes=contender_notes(everyone))
    section.add_peak(weir.peak_mib)
    section.marks.append(at_least("rows/s against the C loop from memory", weir.times_as_fast_as(recipe), 0.8))
    return section


WORK = Work("narrow", "Narrow rows: id, area, age, active", rows=20_000_000, repeat=5, measure=measure)
