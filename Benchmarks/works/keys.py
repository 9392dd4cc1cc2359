"""dedupe and lookup, each with as many keys as there are rows."""

from harness.contender import weir_loader
from harness.contest import Entry, compete
from harness.content import Agreement, count_of
from harness.data import orders
from harness.loaders_table import contender_notes, loaders_table
from harness.section import Section, at_least, at_most
from harness.work import Work

PLAIN = weir_loader("orders", "weir, plain")
DEDUPE = weir_loader("orders-dedupe", "weir, dedupe", "specs/orders-dedupe.yaml: no key comes twice")
LOOKUP = weir_loader("orders-lookup", "weir, lookup",
                     "specs/orders-lookup.yaml: two columns from a reference with a record for each row, read first")


def measure(settings):
    source = orders(settings.rows)
    ran = compete([Entry(contender, source, settings.rows, settings.repeat, Agreement(count_of("orders"), settings.rows))
                   for contender in (PLAIN, DEDUPE, LOOKUP)])
    plain, dedupe, lookup = ran.values()
    section = Section(tables=[loaders_table(ran.values(), plain)], notes=contender_notes([PLAIN, DEDUPE, LOOKUP]))
    section.add_peak(dedupe.peak_mib, lookup.peak_mib)
    section.marks.append(at_least("rows/s with dedupe", dedupe.rate / 1e6, 0.4, " M"))
    section.marks.append(at_most("peak memory, dedupe", dedupe.peak_mib, 128, " MiB"))
    section.marks.append(at_most("peak memory, lookup", lookup.peak_mib, 128, " MiB"))
    return section


WORK = Work("keys", "Five million keys in dedupe and lookup", rows=5_000_000, repeat=3, measure=measure)
