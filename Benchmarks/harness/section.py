"""What a work has found, as values that can be kept as JSON."""

from dataclasses import asdict, dataclass, field
from typing import Optional


@dataclass
class Mark:
    """Something that was to be reached."""
    text: str
    wanted: str
    measured: str
    # None if it could not be measured.
    reached: Optional[bool]


@dataclass
class Table:
    head: list[str]
    rows: list[list[str]]
    caption: str = ""


@dataclass
class Section:
    marks: list[Mark] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    # Sentences in front of the tables, and list entries behind them.
    about: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    # The most that Weir needed in any load of this work.
    peak_mib: Optional[float] = None

    def as_dict(self):
        return asdict(self)

    def add_peak(self, *peaks):
        self.peak_mib = max([self.peak_mib or 0, *peaks])


def at_least(text, measured, limit, unit=" ×"):
    return _mark(text, "≥", measured, limit, unit, lambda: measured >= limit)


def at_most(text, measured, limit, unit=" ×"):
    return _mark(text, "≤", measured, limit, unit, lambda: measured <= limit)


def _mark(text, relation, measured, limit, unit, is_reached):
    wanted = f"{relation} {limit:g}{unit}"
    if measured is None:
        return Mark(text, wanted, "not measured", None)
    return Mark(text, wanted, f"{measured:.2f}{unit}", is_reached())
