"""What both praudits are asked for in the same words."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Form:
    """The options -l, -s, -r, -x, and -d, which is for text alone; ValueError for short and raw at once."""

    line: bool = False
    short: bool = False
    raw: bool = False
    xml: bool = False
    delimiter: bytes = b","

    def __post_init__(self) -> None:
        if self.short and self.raw:
            raise ValueError("short and raw exclude each other")
