"""The same load with filter, derive, cast and map."""

from harness import content
from harness.contender import weir_loader
from harness.contest import Entry, compete
from harness.content import Agreement, totals
from harness.data import orders
from harness.loaders_table import contender_notes, loaders_table
from harness.place import BenchmarkError
from harness.section import Section, at_least
from harness.work import Work

PLAIN = weir_loader("orders", "weir, plain")
TRANSFORMED = weir_loader("orders-transforms", "weir, transforms",
                          "specs/orders-transforms.yaml: filter, derive, cast, map; rows/s counts the records read")

# What the transforms make, and the same said in SQL of the plain table.
MADE = """
    SELECT count(*), sum(id), sum(CAST(total AS INTEGER)), sum(CAST(customer_id AS INTEGER)),
           group_concat(DISTINCT status), sum(typeof(customer_id) = 'text')
    FROM (SELECT * FROM orders ORDER BY status)
"""
EXPECTED = """
    SELECT count(*), sum(id), sum(CAST(quantity * unit_price * (1 - discount) AS INTEGER)), sum(customer_id),
           group_concat(DISTINCT upper(substr(status, 1, 1))), count(*)
    FROM (SELECT * FROM orders WHERE quantity < 48 ORDER BY status)
"""


class Comparison:
    """Compares what the transforms made with what SQL makes of the plain table."""

    def __init__(self):
        self.found = {}

    def take(self, name, query):
        def after(database):
            if name not in self.found:
                self.found[name] = totals(database, query)
            if len(set(self.found.values())) > 1:
                raise BenchmarkError(f"the transforms made something else than SQL does: {self.found}")
        return after


def measure(settings):
    source, comparison = orders(settings.rows), Comparison()
    ran = compete([
        Entry(PLAIN, source, settings.rows, settings.repeat, Agreement(content.ORDERS, settings.rows),
              comparison.take("plain", EXPECTED)),
        Entry(TRANSFORMED, source, settings.rows, settings.repeat, None, comparison.take("transformed", MADE)),
    ])
    plain, transformed = ran.values()
    section = Section(tables=[loaders_table(ran.values(), plain)], notes=contender_notes([PLAIN, TRANSFORMED]))
    section.add_peak(plain.peak_mib, transformed.peak_mib)
    share = transformed.times_as_fast_as(plain) * 100
    section.marks.append(at_least("rows/s of the plain load", share, 70, " %"))
    return section


WORK = Work("transforms", "Gzip CSV with filter, derive, cast and map", rows=5_000_000, repeat=5, measure=measure)
