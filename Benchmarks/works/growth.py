"""How the cost grows with columns, with the width of a row, with quoted fields and with the number of inputs."""

import json

from harness.contender import Contender, weir_missing, weir_run
from harness.contest import Entry, compete
from harness.content import Agreement, count_of
from harness.data import order_files, orders, wide
from harness.place import SPECS, WEIR, WORK as FOLDER
from harness.section import Section, Table
from harness.work import Work

COLUMNS = [5, 10, 20, 50, 100]
TEXT_BYTES = [8, 32, 128, 512]
QUOTED_PERCENT = [0, 25, 50, 100]
FILES = [1, 10, 100, 1_000, 10_000]
USUAL_COLUMNS, USUAL_TEXT_BYTES = 10, 8


def measure(settings):
    section = Section()
    section.about.append("Columns are integers and texts in turn. The wider the rows the fewer there are; widths are "
                         "of each text; MiB are those of the inflated input.")
    scaled = settings.rows
    dimension(section, settings, "columns", COLUMNS, count_of("wide"), lambda columns: wide_entry(
        scaled * USUAL_COLUMNS // columns, columns=columns))
    dimension(section, settings, "bytes of a text", TEXT_BYTES, count_of("wide"), lambda text_bytes: wide_entry(
        scaled * USUAL_TEXT_BYTES // max(text_bytes // 4, USUAL_TEXT_BYTES), text_bytes=text_bytes))
    dimension(section, settings, "% of texts quoted", QUOTED_PERCENT, count_of("wide"),
              lambda percent: wide_entry(scaled, quoted_percent=percent))
    dimension(section, settings, "files", FILES, count_of("orders"), files_entry(scaled))
    return section


def dimension(section, settings, name, values, query, entry_of):
    """`entry_of(value)` gives contender, source, rows and columns."""
    entries, columns = [], []
    for value in values:
        contender, source, rows, width = entry_of(value)
        named = contender(f"weir, {value:,} {name}")
        entries.append(Entry(named, source, rows, settings.repeat, Agreement(query, rows)))
        columns.append(width)
    compete(entries)
    section.add_peak(*(entry.peak_mib for entry in entries))
    section.tables.append(Table([name, "rows", "wall s", "rows/s", "ns/row", "ns/cell", "MiB/s", "peak MiB"], [
        line(value, entry, width) for value, entry, width in zip(values, entries, columns)], f"By {name}"))


def line(value, entry, columns):
    nanoseconds = 1e9 / entry.rate
    mib = json.loads(entry.costs[0].output)["decoded_bytes"] / (1 << 20)
    return [f"{value:,}", f"{entry.rows:,}", f"{entry.wall:.3f}", f"{entry.rate / 1e6:.3f} M", f"{nanoseconds:.0f}",
            f"{nanoseconds / columns:.1f}", f"{mib / entry.wall:.0f}", f"{entry.peak_mib:.1f}"]


def wide_entry(rows, columns=USUAL_COLUMNS, text_bytes=USUAL_TEXT_BYTES, quoted_percent=0):
    spec = wide_spec(columns)

    def command(source, database):
        return [WEIR, "run", spec, "--set", f"input={source}", "--set", f"database={database}", "--quiet", "--json"]
    return (lambda name: Contender(name, "", command, missing=weir_missing),
            wide(rows, columns, text_bytes, quoted_percent), rows, columns)


def files_entry(rows):
    return lambda files: (lambda name: Contender(name, "", weir_run("orders"), missing=weir_missing),
                          order_files(rows, files) if files > 1 else orders(rows), rows, 10)


def wide_spec(columns):
    """Writes the spec for so many columns beside the data."""
    path = FOLDER / f"wide-{columns}.yaml"
    types = "\n".join(f"    c{column}: {'text' if column % 2 else 'integer'}" for column in range(columns))
    path.write_text((SPECS / "wide.yaml").read_text().replace("    # columns", types))
    return path


WORK = Work("growth", "How the cost grows", rows=1_000_000, repeat=3, measure=measure)
