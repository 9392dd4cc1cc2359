"""Gzip NDJSON of eight keys, one of them an object, beside every other loader."""

from harness import content, peers
from harness.contender import weir_loader
from harness.contest import compete, entries
from harness.data import events
from harness.loaders_table import contender_notes, loaders_table
from harness.section import Section
from harness.work import Work
from works.csv_load import against_fastest


def contenders():
    return [
        weir_loader("events"),
        peers.duckdb("events", "read_json"),
        peers.sqlite_json(),
        peers.python("events", "json"),
        peers.node_streams("events"),
        peers.node_arrays("events"),
        peers.jq_import(),
        peers.sqlite_utils("events", "--nl", "--flatten"),
    ]


def measure(settings):
    everyone = contenders()
    ran = compete(entries(everyone, events, settings.rows, settings.repeat, content.EVENTS))
    weir = ran["weir"]
    section = Section(tables=[loaders_table(ran.values(), weir)], notes=contender_notes(everyone))
    section.add_peak(weir.peak_mib)
    section.marks.append(against_fastest(weir, ran.values(), 2.5))
    return section


WORK = Work("ndjson", "Gzip NDJSON, eight keys, one nested object", rows=2_000_000, repeat=5, measure=measure)
