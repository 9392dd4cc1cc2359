"""Time, memory and balance of plans over a million inputs."""

import json
import os
import random
import shutil
import statistics

from harness.measure import measured
from harness.place import WEIR, WORK as FOLDER
from harness.section import Section, Table, at_most
from harness.work import Work

SHARDS = [10, 100, 1_000, 10_000]
LINE = 64 << 10
SPEC = """weir: 1
name: sparse
source:
  files: sparse/*.ndjson
  columns: { id: integer }
sink: { database: none.sqlite, table: none }
"""


def sizes(count):
    """Of files in the wild: most small, a few very large. A Pareto distribution, from a fixed seed."""
    chance = random.Random(7)
    return [min(int(10_000 * chance.paretovariate(1.2)), 10 << 30) for _ in range(count)]


def sparse_files(count):
    """Files that take hardly any room: holes, and a line feed now and then in those that may be divided."""
    folder = FOLDER / "sparse"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for number, size in enumerate(sizes(count)):
        file = os.open(folder / f"part-{number:07}.ndjson", os.O_CREAT | os.O_WRONLY, 0o644)
        os.ftruncate(file, size)
        if size > 2 * LINE:
            for offset in range(LINE, size, LINE):
                os.pwrite(file, b"\n", offset - 1)
        os.close(file)
    return folder


def measure(settings):
    folder = sparse_files(settings.rows)
    spec, plan = FOLDER / "sparse.yaml", FOLDER / "sparse-plan.json"
    spec.write_text(SPEC)
    section = Section(about=[
        "Sparse files with sizes from a Pareto distribution of shape 1.2, listed from a warm cache. The lower bound is the largest "
        "of the average shard and the largest unit; the files that are divided are opened, and read near each cut."])
    try:
        rows = []
        for shards in SHARDS:
            costs = []
            for _ in range(settings.repeat):
                plan.unlink(missing_ok=True)
                costs.append(measured([WEIR, "plan", spec, "--shards", shards, "-o", plan, "--json"]))
            figures = json.loads(costs[-1].output)
            wall, peak = statistics.median(cost.wall for cost in costs), max(cost.peak_mib for cost in costs)
            rows.append([f"{shards:,}", f"{wall:.2f}", f"{peak:.1f}", f"{figures['divided_inputs']:,}", f"{figures['parts']:,}",
                         f"{figures['balance']:.4f}"])
            section.add_peak(peak)
            section.marks.append(at_most(f"plan over {settings.rows:,} inputs, {shards:,} shards", wall, 5, " s"))
            section.marks.append(at_most(f"largest shard ÷ lower bound, {shards:,} shards", figures["balance"], 1.05, ""))
        section.marks.append(at_most("peak memory", section.peak_mib, 256, " MiB"))
        section.tables.append(Table(["shards", "median s", "peak MiB", "files divided", "parts", "largest shard ÷ lower bound"], rows))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        plan.unlink(missing_ok=True)
    return section


WORK = Work("plan", "A plan over a million inputs", rows=1_000_000, repeat=3, measure=measure)
