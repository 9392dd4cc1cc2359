"""Reader and writer alone, and whether the whole run is no slower than the slower of them."""

import json
import shlex
import statistics

from harness import content
from harness.contender import Contender, needs_program, weir_loader
from harness.contest import Entry, compete
from harness.content import Agreement
from harness.data import orders
from harness.loaders_table import contender_notes, loaders_table
from harness.place import BENCH, SPECS
from harness.section import Section, at_least, at_most
from harness.work import Work


def stage(name, note, words, rows=None):
    """A stage of Weir's alone; where `rows` are given, its own figure for so many of them is its time."""
    def command(source, database):
        return [BENCH, *words, SPECS / "orders.yaml", "--set", f"input={source}", "--set", f"database={database}"]

    def seconds(cost):
        own = json.loads(cost.output)
        return own["seconds"] / own["rows"] * rows
    return Contender(name, note, command, **({"seconds": seconds} if rows else {}))


def contenders(rows):
    return [
        weir_loader("orders"),
        stage("reader alone", "bench reader: inflate and decode to batches", ["reader"]),
        stage("reader's thread alone", "bench reader --prepared: with the checksum, as in a run",
              ["reader", "--prepared"]),
        stage("writer alone", "bench writer: 256 decoded batches again and again into a database, full durability; "
              "decoding them is not timed, but among user, sys and peak", ["writer", "--rows", rows], rows),
        Contender("gzip | wc", "gzip -dc | wc -l", lambda source, _: f"gzip -dc {shlex.quote(str(source))} | wc -l",
                  missing=needs_program("gzip")),
    ]


def measure(settings):
    everyone = contenders(settings.rows)
    source, agreement = orders(settings.rows), Agreement(content.ORDERS, settings.rows)
    ran = compete([
        Entry(contender, source, settings.rows, settings.repeat, agreement if contender.is_weir else None)
        for contender in everyone if not contender.missing()])
    weir, reader, thread, writer = (ran[contender.name] for contender in everyone[:4])
    section = Section(tables=[loaders_table(ran.values(), reader)], notes=contender_notes(everyone))
    section.add_peak(weir.peak_mib)
    pipe = ran.get("gzip | wc")
    section.marks.append(at_least("reader alone against gzip -dc | wc -l", pipe and reader.times_as_fast_as(pipe), 1.7))
    hidden = statistics.median(weir.seconds(number) / max(thread.seconds(number), writer.seconds(number))
                               for number in range(settings.repeat))
    section.marks.append(at_most("whole run ÷ the slower of reader's thread and writer alone", hidden, 1.15))
    return section


WORK = Work("stages", "Reader and writer alone", rows=5_000_000, repeat=5, measure=measure, products=("weir", "bench"))
