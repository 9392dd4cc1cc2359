"""Peak memory does not grow with the input; the largest has more than 4 GiB inflated."""

import json

from harness.contender import weir_loader
from harness.contest import Entry, load
from harness.content import Agreement, count_of
from harness.data import into_page_cache, orders
from harness.section import Section, Table, at_most
from harness.work import Work

PARTS = [50, 5, 1]  # of the largest input


def measure(settings):
    section = Section(tables=[Table(["rows", "inflated GiB", "rows/s", "peak MiB"], [])])
    for rows in (settings.rows // part for part in PARTS):
        source = orders(rows)
        into_page_cache(source)
        cost = load(Entry(weir_loader("orders"), source, rows, 1, Agreement(count_of("orders"), rows)))
        section.add_peak(cost.peak_mib)
        inflated = json.loads(cost.output)["decoded_bytes"] / (1 << 30)
        print(f"  {rows:>12,} rows: peak {cost.peak_mib:.1f} MiB", flush=True)
        section.tables[0].rows.append(
            [f"{rows:,}", f"{inflated:.2f}", f"{rows / cost.wall / 1e6:.3f} M", f"{cost.peak_mib:.1f}"])
    peaks = [float(row[3]) for row in section.tables[0].rows]
    section.marks.append(at_most(f"peak memory, {inflated:.1f} GiB inflated", max(peaks), 64, " MiB"))
    section.marks.append(at_most("highest ÷ lowest peak", max(peaks) / min(peaks), 1.05))
    return section


WORK = Work("memory", "Memory", rows=50_000_000, repeat=None, measure=measure)
