"""How long `weir check` needs for a small spec."""

import statistics

from harness.data import orders
from harness.measure import measured
from harness.place import SPECS, WEIR, WORK as FOLDER
from harness.section import Section, Table, at_most
from harness.work import Work


def measure(settings):
    command = [WEIR, "check", SPECS / "orders.yaml", "--set", f"input={orders(settings.rows)}",
               "--set", f"database={FOLDER / 'none.sqlite'}"]
    costs = [measured(command) for _ in range(settings.repeat)]
    walls = sorted(cost.wall * 1000 for cost in costs)
    median, peak = statistics.median(walls), max(cost.peak_mib for cost in costs)
    section = Section(tables=[Table(["", "median ms", "least ms", "most ms", "peak MiB"], [
        ["weir check", f"{median:.1f}", f"{walls[0]:.1f}", f"{walls[-1]:.1f}", f"{peak:.1f}"]])])
    section.marks.append(at_most("weir check of a small spec", median, 40, " ms"))
    return section


WORK = Work("start-up", "Start-up", rows=1_000, repeat=25, measure=measure)
