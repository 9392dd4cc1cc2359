"""Loads the shards of a Weir plan on Spark: a task for each, which runs `weir run` and returns what the shard's ledger says.

    spark-submit --master spark://… weir_on_spark.py --spec orders.yaml --plan plan.json --into shards [--ledgers FOLDER]

Further arguments, such as --set day=2026-11-19 or --scratch /local, are handed to `weir run` as they are.
"""

import argparse
import contextlib
import ctypes
import json
import os
import pathlib
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections import deque

from pyspark import SparkFiles
from pyspark.sql import SparkSession

LEDGER = """
    SELECT target_table, path, size, records, sum(added), sum(dropped), sum(rejected), sum(inserted), status
    FROM _weir_runs JOIN _weir_inputs USING (run_id) JOIN _weir_stages USING (run_id, input_id)
    GROUP BY run_id, input_id ORDER BY run_id, input_id"""
COLUMNS = """shard int, table string, path string, size long, records long, added long, dropped long, rejected long,
    inserted long, status string"""


def end_with_the_task():
    """Asks Linux to end weir when Spark kills the task (prctl(2), PR_SET_PDEATHSIG)."""
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def loader(program, arguments, folder):
    def load(shard):
        command = [SparkFiles.get(program), *arguments, "--shard", str(shard)]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, preexec_fn=end_with_the_task) as weir:
            said = deque((line for line in weir.stderr if sys.stderr.write(line)), maxlen=20)
        if weir.returncode != 0:
            raise RuntimeError(f"shard {shard}: weir run ended with exit code {weir.returncode}\n{''.join(said)}")
        database = pathlib.Path(folder, f"shard-{shard:05}.sqlite").as_uri()
        with contextlib.closing(sqlite3.connect(f"{database}?mode=ro", uri=True)) as opened:
            return [(shard, *row) for row in opened.execute(LEDGER)]

    return load


parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--spec", required=True, help="seen by all workers under this path, as are the plan, the inputs and the folder")
parser.add_argument("--plan", required=True, help="what `weir plan` has made of it")
parser.add_argument("--into", required=True, help="the folder that shards are published to")
parser.add_argument("--weir", default=shutil.which("weir"), help="the program that is shipped to the workers")
parser.add_argument("--ledgers", help="write the ledgers there as JSON")
options, others = parser.parse_known_args()
spec, plan, folder = (os.path.abspath(path) for path in (options.spec, options.plan, options.into))

with open(plan) as file:
    head = json.loads(file.readline().rstrip(",\n") + "}")["plan"]

spark = SparkSession.builder.appName(f"weir {head['pipeline']}").getOrCreate()
context = spark.sparkContext
context.addFile(os.path.abspath(options.weir))
context.setJobDescription(f"{head['pipeline']}: {head['shards']} shards of {plan}")
load = loader(os.path.basename(options.weir), ["run", spec, "--plan", plan, "--into", folder, *others], folder)
shards = context.parallelize(range(head["shards"]), head["shards"])
ledgers = spark.createDataFrame(shards.flatMap(load), COLUMNS).cache()
ledgers.count()
ledgers.groupBy("table").sum("records", "added", "dropped", "rejected", "inserted").show()
if options.ledgers:
    ledgers.write.json(options.ledgers)
spark.stop()
