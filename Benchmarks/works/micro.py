"""The loops that run for every row or cell, alone and in memory."""

import statistics

from harness.measure import measured
from harness.place import BENCH
from harness.section import Section, Table
from harness.work import Work


def measure(settings):
    found = {}
    for number in range(settings.repeat):
        print(f"  round {number + 1}", flush=True)
        for line in measured([BENCH, "micro"]).output.splitlines():
            name, nanoseconds, unit = line.split("\t")
            found.setdefault((name, unit), []).append(float(nanoseconds))
    section = Section(about=["`bench micro`: 2,500 orders or 10,000 values in memory, over and over. A transform "
                             "begins each pass by copying the cells back, which `transform-restore` does alone."])
    section.tables.append(Table(["loop", "ns", "for each"], [
        [name, f"{statistics.median(times):.1f}", unit] for (name, unit), times in found.items()]))
    return section


WORK = Work("micro", "Hot loops", rows=None, repeat=3, measure=measure, products=("bench",))
