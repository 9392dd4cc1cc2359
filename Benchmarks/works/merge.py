"""All shards of a plan into one database, beside the load that one machine makes of the same files."""

import json
import shutil
import statistics

from harness import content
from harness.content import Agreement
from harness.contest import delete, fresh_database
from harness.data import into_page_cache, order_files
from harness.measure import measured
from harness.place import SPECS, WEIR, WORK as FOLDER
from harness.section import Section, Table, at_least
from harness.work import Work

FILES = 64
SHARDS = 8


def measure(settings):
    source = order_files(settings.rows, FILES)
    section = Section(about=[f"{settings.rows:,} rows of orders in {FILES} files, loaded in {SHARDS} shards before the clock starts. A load "
                             "takes all files, a merge all shards; both into a new database, with full durability."])
    rows = []
    for spec, words in (("orders", "append"), ("orders-upsert", "upsert, by key")):
        load, merge = costs(spec, source, settings)
        ratio = statistics.median(a.wall / b.wall for a, b in zip(load, merge))
        section.add_peak(*(cost.peak_mib for cost in merge))
        for name, found in (("load", load), ("merge", merge)):
            wall = statistics.median(cost.wall for cost in found)
            rows.append([words, name, f"{wall:.2f}", f"{settings.rows / wall:,.0f}", f"{max(cost.peak_mib for cost in found):.1f}",
                         f"{ratio:.2f} ×" if name == "merge" else ""])
        if spec == "orders":
            section.marks.append(at_least("rows/s of an append merge against a load", ratio, 2))
    section.tables.append(Table(["mode", "", "s", "rows/s", "peak MiB", "merge against load"], rows))
    return section


def costs(spec, source, settings):
    """Of each round the load and the merge, one behind the other, each first in every second round."""
    folder = FOLDER / "merge"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    plan, shards = folder / "plan.json", folder / "plan.shards"
    parameters = ["--set", f"input={source}", "--set", f"database={folder / 'one.sqlite'}"]
    measured([WEIR, "plan", SPECS / f"{spec}.yaml", *parameters, "--shards", str(SHARDS), "-o", plan])
    for shard in range(SHARDS):
        measured([WEIR, "run", SPECS / f"{spec}.yaml", *parameters, "--plan", plan, "--shard", str(shard), "--scratch", folder, "--quiet"])
    agreement = Agreement(content.ORDERS, settings.rows)
    found = {"load": [], "merge": []}
    for round_number in range(settings.repeat):
        for name in ("load", "merge") if round_number % 2 == 0 else ("merge", "load"):
            database = fresh_database(f"merge-{name}")
            into_page_cache(source if name == "load" else shards / "*.sqlite")
            command = ([WEIR, "run", SPECS / f"{spec}.yaml", "--set", f"input={source}", "--set", f"database={database}", "--quiet"]
                       if name == "load" else [WEIR, "merge", shards, "-o", database, "--quiet", "--json"])
            cost = measured(command)
            if name == "merge":
                assert json.loads(cost.output)["rows"] == settings.rows
            agreement.check(name, database)
            found[name].append(cost)
            delete(database)
    shutil.rmtree(folder)
    return found["load"], found["merge"]


WORK = Work("merge", "Merge of shards", rows=5_000_000, repeat=5, measure=measure)
