"""What the engines' tests share: a night's files and a plan for them, attempts that are slow enough to be killed, the comparison with
one machine, and an end that leaves no process behind."""

import argparse
import contextlib
import ctypes
import gzip
import os
import pathlib
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time

ENGINES = pathlib.Path(__file__).resolve().parent
SKIPPED = 77
SUBREAPER, DEATH_SIGNAL = 36, 1  # prctl(2)

SPEC = """
weir: 1
name: rehearsal
params:
  database: {{ default: one.sqlite }}
source:
  files: in/*.csv.gz
  columns:
    order_id: integer
    sku: text
    quantity: integer
    unit_price: {{ type: decimal, scale: 2 }}
    ordered_at: timestamp
transforms:
  - filter: quantity > 0
sink:
  database: ${{database}}
  table: orders
  mode: {mode}{key}
  commit: {{ rows: {commit} }}
  lineage: true
rejects: {{ max: 5% }}
flow: {{ batch_rows: {batch} }}
"""

# The first attempt at each shard that is named waits so long at each commit, does not end when its engine does, and leaves its exit code
# and whether it was asked to end.
SLOW_START = """#!/bin/sh
shard="${{SLURM_ARRAY_TASK_ID:-${{JOB_COMPLETION_INDEX:-}}}}"; previous=""
for word in "$@"; do [ "$previous" != --shard ] || shard="$word"; previous="$word"; done
marks={marks}/shard-$shard
if [ -d "$marks" ] && mkdir "$marks/slow" 2>/dev/null; then
    trap '' HUP
    trap 'touch "$marks/asked"' TERM
    WEIR_TEST_COMMIT_DELAY_MS={delay} {weir} "$@"
    code=$?
    echo "$code" > "$marks/ended"
    exit "$code"
fi
exec {weir} "$@"
"""


def say(text):
    print(text, flush=True)


def run(*command, **options):
    return subprocess.run([str(word) for word in command], text=True, capture_output=True, **options)


def expect(condition, text):
    if not condition:
        raise AssertionError(text)
    say(f"ok: {text.splitlines()[0]}")


DAEMONS = {}  # by name, those without which nothing goes on


def wait_for(what, condition):
    """Waits until `condition` returns something true, and returns it; rehearse() has set the end of that."""
    try:
        while not (found := condition()):
            for name, daemon in DAEMONS.items():
                if daemon.poll() is not None:
                    raise AssertionError(f"{name} has ended, waiting for {what}")
            time.sleep(0.1)
        return found
    except OutOfTime as end:
        raise AssertionError(f"{end}, waiting for {what}") from None


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def status(process):
    """State and parent of a process (proc(5), stat); None if it is gone."""
    with contextlib.suppress(OSError):
        state, parent = pathlib.Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[:2]
        return state, int(parent)


def parent(process):
    return status(process)[1]


def is_alive(process):
    found = status(process)
    return found is not None and found[0] not in "ZX"


def descendants(process):
    """Of a process, in the order of their start, without itself."""
    processes = [int(entry.name) for entry in pathlib.Path("/proc").iterdir() if entry.name.isdigit()]
    parents = {process: found[1] for process in processes if (found := status(process))}
    found = [process]
    for ancestor in found:
        found += sorted(child for child, parent in parents.items() if parent == ancestor)
    return found[1:]


def kill(processes):
    for process in processes:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)


class OutOfTime(AssertionError):
    """Also when somebody asks it to stop."""


class Rehearsal:
    """A temporary folder with files and a plan."""

    def __init__(self, arguments, folder):
        self.arguments = arguments
        self.folder = pathlib.Path(folder)
        self.weir = os.path.abspath(arguments.weir)
        self.spec = self.folder / "orders.yaml"
        self.plan = self.folder / "plan.json"
        self.scratch = self.folder / "scratch"

    def make_files(self):
        """Files of heavy-tailed sizes, with rows to drop and records to refuse."""
        chance = random.Random(self.arguments.seed)
        weights = [chance.paretovariate(2.5) for _ in range(self.arguments.files)]
        inputs = self.folder / "in"
        inputs.mkdir()
        self.scratch.mkdir()
        number = 0
        for position, weight in enumerate(weights):
            rows = round(self.arguments.rows * weight / sum(weights)) if position < len(weights) - 1 else self.arguments.rows - number
            with gzip.open(inputs / f"{position:04}.csv.gz", "wt", compresslevel=1) as file:
                file.write("order_id,sku,quantity,unit_price,ordered_at\n")
                for number in range(number + 1, number + rows + 1):
                    quantity = "two" if number % 1009 == 0 else number % 7
                    file.write(f"{number % self.arguments.keys},{number * 7919 % 100003:06},{quantity},{number % 9000 / 100:.2f},2026-11-19T08:00:00Z\n")
        mode = self.arguments.mode
        key = "\n  key: [order_id]" if mode in ("upsert", "ignore") else ""
        # Many transactions, so that there is a long middle.
        commit = max(20, self.arguments.rows // self.arguments.shards // 100)
        self.spec.write_text(SPEC.format(mode=mode, key=key, commit=commit, batch=min(commit, 4096)))
        say(f"{self.arguments.rows} records in {self.arguments.files} files, seed {self.arguments.seed}")

    def make_plan(self):
        self.succeed(self.weir, "plan", self.spec, "--shards", self.arguments.shards, "-o", self.plan)

    def print_script(self, engine):
        """What `weir plan` prints for an engine, with a plan of its own whose shards and database are named after it."""
        printed = self.folder / "printed"
        printed.write_text(
            self.succeed(
                self.weir, "plan", self.spec, "--set", f"database={self.folder}/printed.sqlite", "--shards", self.arguments.shards,
                "-o", self.folder / "printed.json", "--for", engine))
        return printed

    def slow_start(self, *shards, delay=3000):
        """A program that takes weir's place: the first attempt at these shards is slow by `delay` ms at each commit."""
        marks = pathlib.Path(tempfile.mkdtemp(prefix="slow-", dir=self.folder))
        for shard in shards:
            (marks / f"shard-{shard}").mkdir()
        program = marks / "weir"
        program.write_text(SLOW_START.format(marks=marks, weir=self.weir, delay=delay))
        program.chmod(0o755)
        return program

    def attempt(self, shard, slow):
        """Waits until the slow attempt at a shard has committed rows, and returns its process."""

        def is_loading():
            for database in self.scratch.glob(f"weir-*-shard-{shard:05}-*.sqlite"):
                with contextlib.suppress(sqlite3.Error):
                    if self.rows(database) > 0:
                        return int(database.name.split("-")[4])

        process = wait_for(f"rows of shard {shard}", is_loading)
        expect((slow.parent / f"shard-{shard}" / "slow").is_dir(), f"shard {shard} is in the middle of its first attempt")
        return process

    def ended(self, shard, slow):
        """Waits until the slow attempt at a shard has ended by itself, and returns its exit code."""
        code = slow.parent / f"shard-{shard}" / "ended"
        wait_for(f"the slow attempt at shard {shard} to end", lambda: code.exists() and code.read_text())
        return int(code.read_text())

    def expect_proof(self, shards, plan=None):
        names = sorted(entry.name for entry in shards.iterdir())
        expected = ["plan.json"] + [f"shard-{shard:05}.sqlite" for shard in range(self.arguments.shards)]
        expect(names == expected, f"{shards.name} has a file for each shard, and nothing else: {len(names)} files")
        proof = run(self.weir, "verify-counts", "--plan", plan or self.plan, shards)
        expect(proof.returncode == 0, f"the proof of {shards.name} holds\n{proof.stdout}{proof.stderr}")
        say(proof.stdout.rstrip().splitlines()[-1])

    def expect_tampering_is_named(self, shards):
        """Changes one shard after the other, and puts it back."""
        other = self.folder / "other.json"
        self.succeed(self.weir, "plan", self.spec, "--shards", self.arguments.shards + 1, "-o", other)
        self.succeed(self.weir, "run", self.spec, "--plan", other, "--shard", "1", "--scratch", self.scratch, "--quiet")

        def remove_row(shard):
            with contextlib.closing(sqlite3.connect(shard, isolation_level=None)) as opened:
                opened.execute("DELETE FROM orders WHERE rowid = (SELECT min(rowid) FROM orders)")

        tampering = {
            "a shard that is deleted": pathlib.Path.unlink,
            "another plan's shard in its place": lambda shard: shutil.copy(self.folder / "other.shards" / shard.name, shard),
            "a row that is removed": remove_row,
            "inputs of another shard, loaded twice": lambda shard: shutil.copy(shards / "shard-00000.sqlite", shard),
        }
        shard, kept = shards / "shard-00001.sqlite", self.folder / "kept.sqlite"
        for what, tamper in tampering.items():
            shutil.copy(shard, kept)
            tamper(shard)
            proof = run(self.weir, "verify-counts", "--plan", self.plan, shards)
            named = [line.strip() for line in proof.stdout.splitlines() if "✗" in line]
            expect(
                proof.returncode == 1 and any("shard 1" in line or shard.name in line for line in named),
                f"the proof names {what}: {named}\n{proof.stdout}{proof.stderr}")
            shutil.move(kept, shard)
        self.expect_proof(shards)

    def expect_same_as_one_machine(self, merged):
        if not (self.folder / "one.sqlite").exists():
            self.succeed(self.weir, "run", self.spec, "--quiet")
        proof = run(self.weir, "verify-counts", self.spec, "--set", f"database={merged}", "--deep")
        expect(proof.returncode == 0, f"verify-counts --deep of {merged.name} finds every row that was loaded\n{proof.stdout}{proof.stderr}")
        one, all_ = (self.digest(database) for database in (self.folder / "one.sqlite", merged))
        expect(one == all_, f"{merged.name} has the rows that one machine loads: SHA-256 of the sorted dump {all_[:16]}, {one[:16]}")

    @staticmethod
    def rows(*databases):
        """Of the table in all databases together."""
        found = 0
        for database in databases:
            with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as opened:
                found += opened.execute("SELECT count(*) FROM orders").fetchone()[0]
        return found

    @staticmethod
    def digest(database):
        command = 'sqlite3 "$1" "SELECT * FROM orders" | LC_ALL=C sort -S 256M | sha256sum'
        end = run("bash", "-o", "pipefail", "-c", command, "bash", database)
        if end.returncode != 0:
            raise AssertionError(f"{database}: {end.stderr}")
        return end.stdout.split()[0]

    def merge(self, shards):
        merged = self.folder / f"{shards.name}.sqlite"
        self.succeed(self.weir, "merge", shards, "--plan", self.plan, "-o", merged)
        return merged

    def succeed(self, *command, **options):
        end = run(*command, **options)
        if end.returncode != 0:
            raise AssertionError(f"{' '.join(map(str, command))}: exit code {end.returncode}\n{end.stdout}{end.stderr}")
        return end.stdout

    def start_daemon(self, name, *command, environment=None):
        DAEMONS[name] = self.start(name, *command, environment=environment)
        return DAEMONS[name]

    def start(self, name, *command, environment=None):
        """Starts a program that does not outlive this process; what it says goes to a log of that name."""
        log = open(self.folder / f"{name}.log", "ab")
        return subprocess.Popen(
            [str(word) for word in command], stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment, cwd=self.folder,
            preexec_fn=lambda: ctypes.CDLL(None).prctl(DEATH_SIGNAL, signal.SIGKILL))

    def log(self, name):
        with contextlib.suppress(OSError):
            return (self.folder / f"{name}.log").read_text(errors="replace")
        return ""


def arguments(description):
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument("--weir", default=os.environ.get("WEIR_BINARY", ENGINES.parent / ".build/debug/weir"))
    parser.add_argument("--files", type=int, default=12)
    parser.add_argument("--rows", type=int, default=24_000, help="records in all files together")
    parser.add_argument("--keys", type=int, default=1 << 40, help="so many different keys; fewer than rows makes upserts update")
    parser.add_argument("--shards", type=int, default=4)
    parser.add_argument("--mode", default="append", choices=["append", "replace", "upsert", "ignore"])
    parser.add_argument("--seed", type=int, default=8)
    parser.add_argument("--seconds", type=int, default=540, help="after these it gives up")
    parser.add_argument("--keep", action="store_true", help="leave the folder, to look at")
    return parser.parse_args()


def rehearse(description, engine, act):
    """Installs the engine, runs `act` in a temporary folder, and ends with 0, with 1 and what went wrong, or with 77: it can't be had."""
    given = arguments(description)
    installing = subprocess.run([ENGINES / engine / "install"], stderr=subprocess.PIPE, text=True)
    sys.stderr.write(installing.stderr)
    if installing.returncode == SKIPPED:
        say(installing.stderr.rstrip().splitlines()[-1])
        sys.exit(SKIPPED)
    installing.check_returncode()

    # Whatever an engine leaves without a parent becomes a child of this process, and is found at the end.
    ctypes.CDLL(None).prctl(SUBREAPER, 1)
    for end in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGALRM):
        signal.signal(end, stop)
    signal.alarm(given.seconds)
    folder = tempfile.mkdtemp(prefix=f"weir-{engine}-")
    os.chmod(folder, 0o755)
    rehearsal = Rehearsal(given, folder)
    try:
        rehearsal.make_files()
        rehearsal.make_plan()
        act(rehearsal)
    except AssertionError as failure:
        say(f"FAILED: {failure}")
        for log in sorted(pathlib.Path(folder).glob("*.log")):
            say(f"--- {log.name}\n" + "\n".join(log.read_text(errors="replace").splitlines()[-40:]))
        sys.exit(1)
    finally:
        signal.alarm(0)
        sweep()
        if given.keep:
            say(f"kept: {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)
    say("ok")


def stop(number, _):
    raise OutOfTime(f"stopped by {signal.Signals(number).name}")


def sweep():
    """Ends all that was started, and what that has started."""
    while left := descendants(os.getpid()):
        kill(left)
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        time.sleep(0.05)
