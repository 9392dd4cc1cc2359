"""A line of the issue's table: what is run, at which size, how often."""

from dataclasses import dataclass
from typing import Callable, Optional

from harness.section import Section


@dataclass(frozen=True)
class Settings:
    """Both None for a work that has no such choice."""
    rows: Optional[int]
    repeat: Optional[int]


@dataclass(frozen=True)
class Work:
    name: str
    title: str
    # Of the largest input; None where there is none.
    rows: Optional[int]
    # Rounds; None where there is but one.
    repeat: Optional[int]
    measure: Callable[[Settings], Section]
    # SwiftPM products that it runs.
    products: tuple = ("weir",)
