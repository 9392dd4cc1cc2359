"""Contenders against each other: interleaved rounds, each in the reverse order of the one before."""

import statistics
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable, Optional

from harness.contender import SLOW_ROUNDS, SLOW_ROWS, Contender
from harness.data import into_page_cache
from harness.measure import Cost, measured
from harness.place import WORK, BenchmarkError
from harness.content import Agreement


@dataclass
class Entry:
    """A contender and what it is to load."""
    contender: Contender
    source: Path
    rows: int
    rounds: int
    # None where a contender stores nothing.
    agreement: Optional[Agreement] = None
    # Told of each load, with its database still there.
    after: Callable[[Path], None] = lambda database: None
    environment: Optional[dict] = None
    # By round.
    costs: list[Cost] = field(default_factory=list)

    @property
    def name(self):
        return self.contender.name

    def seconds(self, round_number):
        return self.contender.seconds(self.costs[round_number])

    @property
    def wall(self):
        """Median, in seconds."""
        return statistics.median(map(self.contender.seconds, self.costs))

    @property
    def rate(self):
        """Median rows a second."""
        return self.rows / self.wall

    def median(self, figure):
        return statistics.median(getattr(cost, figure) for cost in self.costs)

    @property
    def peak_mib(self):
        return max(cost.peak_mib for cost in self.costs)

    def times_as_fast_as(self, other):
        """The median of the rounds' ratios of rows a second, since the two of a round ran under the same conditions."""
        rounds = range(min(len(self.costs), len(other.costs)))
        return statistics.median((self.rows / self.seconds(number)) / (other.rows / other.seconds(number))
                                 for number in rounds)


def entries(contenders, source_of, rows, repeat, query):
    """An entry for each contender that can run here. `source_of(rows)` is an input."""
    agreements = {}

    def entry(contender):
        own_rows = min(rows, SLOW_ROWS) if contender.is_slow else rows
        own_rounds = min(repeat, SLOW_ROUNDS) if contender.is_slow else repeat
        agreement = agreements.setdefault(own_rows, Agreement(query, own_rows))
        return Entry(contender, source_of(own_rows), own_rows, own_rounds, agreement)

    ready = [entry(contender) for contender in contenders if _can_run(contender)]
    _weir_first(ready, rows)
    return ready


def _can_run(contender):
    """Says why not."""
    missing = contender.missing()
    if missing and contender.is_weir:
        raise BenchmarkError(f"{contender.name} is {missing}")
    if missing:
        print(f"skipped {contender.name}: {missing}")
    return not missing


def _weir_first(ready, rows):
    """Loads by Weir, unmeasured, what only others load, so that they have something to agree with."""
    weir = next((entry for entry in ready if entry.contender.is_weir), None)
    fewer = next((entry for entry in ready if entry.rows != rows), None)
    if weir and fewer:
        load(Entry(weir.contender, fewer.source, fewer.rows, 1, fewer.agreement))


def skipped(contenders):
    """Name and reason of each contender that can't run here."""
    return [(contender.name, contender.missing()) for contender in contenders if contender.missing()]


def load(entry):
    """Runs one contender once, checks what it stored, and deletes that."""
    database = fresh_database(entry.name)
    entry.contender.prepare(database)
    cost = measured(entry.contender.command(entry.source, database), entry.environment)
    if entry.agreement:
        entry.agreement.check(entry.name, database)
    entry.after(database)
    delete(database)
    return cost


def fresh_database(name):
    path = WORK / f"{''.join(letter if letter.isalnum() else '-' for letter in name)}.sqlite"
    delete(path)
    return path


def delete(database):
    """The database, and what lies beside it: journal, lock file."""
    for file in WORK.glob(database.name + "*"):
        file.unlink()


def compete(entries_):
    """Runs all rounds. Every other one runs backwards, so that no one always follows the same neighbour."""
    for source in {entry.source for entry in entries_}:
        into_page_cache(source)
    for number in range(max(entry.rounds for entry in entries_)):
        for entry in entries_ if number % 2 == 0 else reversed(entries_):
            if number >= entry.rounds:
                continue
            entry.costs.append(load(entry))
            print(f"  round {number + 1}: {entry.name:<28} {entry.seconds(number):9.3f} s", flush=True)
    return {entry.name: entry for entry in entries_}
