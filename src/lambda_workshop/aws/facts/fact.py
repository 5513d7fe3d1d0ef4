"""What a fact is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

KILOBYTE, MEGABYTE = 1024, 1024 * 1024


class Unit(Enum):
    """What a fact counts, with how it is written after the number."""

    BYTES = "bytes"
    CHARACTERS = "characters"
    COUNT = ""
    MEGABYTES = "MB"
    MINUTES = "min"
    SECONDS = "s"


@dataclass(frozen=True)
class Fact:
    """One number of AWS.

    Attributes:
        value: the number. Bytes are counted in bytes: 6 MB of Lambda's are 6 * 1024 * 1024.
        unit: what it counts.
        page: the page of AWS that says so.
        verified: the ISO day on which somebody last read that page for it; empty when nobody has since it was put here.
        model: the member of botocore's model with the same number, as `SERVICE:SHAPE.MEMBER.KEY`; empty when there is
            none, or when the model allows more than the page, for another kind of function.
    """

    value: int
    unit: Unit
    page: str
    verified: str = ""
    model: str = ""

    def __str__(self) -> str:
        """As a table writes it: `900 s`, `6 MB`, `1,000`."""
        if self.unit is Unit.BYTES:
            for size, name in ((MEGABYTE, "MB"), (KILOBYTE, "KB")):
                if self.value % size == 0 and self.value:
                    return f"{self.value // size:,} {name}"
        return f"{self.value:,} {self.unit.value}".strip()
