"""Gzip CSV of ten columns, beside every other loader."""

from harness import content, peers
from harness.contender import empty_table, weir_loader
from harness.contest import compete, entries
from harness.data import orders
from harness.loaders_table import contender_notes, loaders_table
from harness.section import Section, at_least
from harness.work import Work


def contenders():
    page_size = peers.page_size_of_weir()
    return [
        weir_loader("orders"),
        peers.c_reference("C reference", "programs/reference.c: two threads, zlib, prepared INSERT; Weir's durability, "
                          "cache and page size", empty_table("orders", page_size)),
        peers.sqlite_import(".import", "gunzip | sqlite3 .import --csv, stock: one transaction, synchronous=FULL"),
        peers.sqlite_import(".import tuned", "the same with Weir's page size and a cache of 8 MiB",
                            ["cache_size=-8192"], page_size),
        peers.duckdb("orders", "read_csv"),
        peers.python("orders", "csv"),
        peers.node_streams("orders"),
        peers.node_arrays("orders"),
        peers.sqlite_utils("orders", "--csv", "--silent"),
    ]


def measure(settings):
    everyone = contenders()
    ran = compete(entries(everyone, orders, settings.rows, settings.repeat, content.ORDERS))
    weir = ran["weir"]
    section = Section(tables=[loaders_table(ran.values(), weir)], notes=contender_notes(everyone))
    section.add_peak(weir.peak_mib)

    def against(name, limit):
        ratio = weir.times_as_fast_as(ran[name]) if name in ran else None
        section.marks.append(at_least(f"rows/s against {name}", ratio, limit))

    section.marks.append(against_fastest(weir, ran.values(), 2.5))
    against(".import", 4)
    against("C reference", 1.8)
    against("sqlite-utils", 40)
    against("Node.js streams", 8)
    return section


def against_fastest(weir, others, limit):
    peers_ = [entry for entry in others if entry.contender.is_peer]
    if not peers_:
        return at_least("rows/s against the fastest peer", None, limit)
    fastest = max(peers_, key=lambda entry: entry.rate)
    return at_least(f"rows/s against the fastest peer ({fastest.name})", weir.times_as_fast_as(fastest), limit)


WORK = Work("csv", "Gzip CSV, ten columns", rows=5_000_000, repeat=5, measure=measure)
