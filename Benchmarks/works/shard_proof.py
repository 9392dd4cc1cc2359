"""What the proof over all shards of a plan costs, as the shards become more: ledgers that are generated."""

import hashlib
import os
import shutil
import sqlite3

from harness.measure import measured
from harness.place import WEIR, WORK as FOLDER
from harness.section import Section, Table, at_most
from harness.work import Work

COUNTS = [100, 1_000, 10_000]
RECORDS = 10
SPEC = """weir: 1
name: shards
source:
  files: inputs/*.ndjson
  columns: {{ id: integer, name: text }}
sink:
  database: all.sqlite
  table: rows
"""
# As docs/architecture.md has it: what the seal of a run is over.
SEALED = [("_weir_runs", "run_id"), ("_weir_inputs", "input_id"), ("_weir_stages", "input_id, stage"),
          ("_weir_displaced", "input_id, earlier_input_id, reason"), ("_weir_rejects", "reject_id"), ("_weir_shard", "run_id")]


def measure(settings):
    section = Section()
    section.about.append(f"One small file of {RECORDS} records a shard, so that what is measured is the cost of a shard, not of its "
                         "records. One shard is loaded; the others are copies of it whose ledgers say that they are the others. "
                         "Verdicts are those that tasks have left; they are combined.")
    rows, costs = [], {}
    counts = [count for count in COUNTS if count <= settings.rows]
    for count in counts:
        folder = FOLDER / "shard-proof"
        shutil.rmtree(folder, ignore_errors=True)
        make(folder, count)
        plan, shards = folder / "plan.json", folder / "plan.shards"
        proof = measured([WEIR, "verify-counts", "--plan", plan, shards, "--json"])
        sample = 20
        for shard in range(sample):
            measured([WEIR, "verify-counts", "--plan", plan, shards, "--shard", str(shard), "--verdicts", folder / "verdicts"])
        spread(folder / "verdicts", shards, count)
        combined = measured([WEIR, "verify-counts", "--plan", plan, shards, "--verdicts", folder / "verdicts", "--json"])
        section.add_peak(proof.peak_mib, combined.peak_mib)
        costs[count] = proof.wall / count
        rows.append([f"{count:,}", f"{proof.wall:.2f}", f"{1000 * proof.wall / count:.2f}", f"{proof.peak_mib:.1f}",
                     f"{combined.wall:.2f}", f"{combined.peak_mib:.1f}"])
        shutil.rmtree(folder)
    section.tables.append(Table(
        ["shards", "proof s", "ms a shard", "peak MiB", "combining verdicts s", "peak MiB"], rows))
    section.marks.append(at_most(f"a shard's proof among {counts[-1]:,} against one among {counts[0]:,}",
                                 costs[counts[-1]] / costs[counts[0]], 1.5))
    return section


def make(folder, count):
    """A plan over `count` files of one shard each, and its shards."""
    (folder / "inputs").mkdir(parents=True)
    (folder / "spec.yaml").write_text(SPEC.format())
    text = "".join(f'{{"id":{number},"name":"name {number}"}}\n' for number in range(RECORDS))
    for number in range(count):
        path = folder / "inputs" / f"{number:05}.ndjson"
        path.write_text(text)
        os.utime(path, ns=(10**18, 10**18))
    measured([WEIR, "plan", folder / "spec.yaml", "--shards", str(count), "-o", folder / "plan.json"])
    measured([WEIR, "run", folder / "spec.yaml", "--plan", folder / "plan.json", "--shard", "0", "--quiet"])
    first = folder / "plan.shards" / "shard-00000.sqlite"
    for number in range(1, count):
        path = folder / "plan.shards" / f"shard-{number:05}.sqlite"
        shutil.copyfile(first, path)
        relabel(path, number, str((folder / "inputs" / f"{number:05}.ndjson").resolve()))


def relabel(path, number, source):
    """Has a copy of shard 0 say that it is another, with a seal that fits."""
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("PRAGMA synchronous = OFF")
    database.execute("BEGIN")
    database.execute("UPDATE _weir_inputs SET input_id = ?, path = ?", (number, source))
    database.execute("UPDATE _weir_stages SET input_id = ?", (number,))
    database.execute("UPDATE _weir_shard SET shard = ?", (number,))
    seal = hashlib.sha256()
    for table, order in SEALED:
        columns = [row[1] for row in database.execute(f"PRAGMA table_info({table})") if row[1] != "seal"]
        values = " || ',' || ".join(f'quote("{column}")' for column in columns)
        for line, in database.execute(f"SELECT {values} FROM {table} WHERE run_id = 1 ORDER BY {order}"):
            seal.update(f"{table}:{line}\n".encode())
    database.execute("UPDATE _weir_runs SET seal = ?", (seal.hexdigest(),))
    database.execute("COMMIT")
    database.close()


def spread(verdicts, shards, count):
    """Makes of the first shard's verdict those of all."""
    text = (verdicts / "shard-00000.verdict.json").read_text()
    first = (shards / "shard-00000.sqlite").stat()
    for number in range(count):
        status = (shards / f"shard-{number:05}.sqlite").stat()
        own = text.replace('"shard":0', f'"shard":{number}').replace(
            f'"modified":{first.st_mtime_ns}', f'"modified":{status.st_mtime_ns}').replace(
            f'"size":{first.st_size}', f'"size":{status.st_size}')
        (verdicts / f"shard-{number:05}.verdict.json").write_text(own)


WORK = Work("shard-proof", "Proof over many shards", rows=COUNTS[-1], repeat=None, measure=measure)
