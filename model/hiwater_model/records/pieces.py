"""What a trail is cut into: records, file tokens between them, and bytes that belong to nothing; with their damage."""

from dataclasses import dataclass
from typing import NamedTuple

from hiwater_model.records.decode import Reason, Token


class Damage(NamedTuple):
    """What is wrong at an offset of the trail: the reason, its number, and the bytes that no token holds."""

    offset: int
    reason: Reason
    number: int
    kept: bytes


@dataclass(frozen=True, slots=True)
class Piece:
    """The bytes from `start` up to `end` of the trail, read in a dialect; `tokens` are the ones that could be had."""

    start: int
    end: int
    dialect: str
    tokens: tuple[Token, ...]
    damage: tuple[Damage, ...]


@dataclass(frozen=True, slots=True)
class Record(Piece):
    """A record: its first token is its header."""


@dataclass(frozen=True, slots=True)
class FileToken(Piece):
    """A token between records, the only one in `tokens`; it has no damage."""


@dataclass(frozen=True, slots=True)
class Skipped(Piece):
    """Bytes that are neither: no tokens, and one damage that keeps all of them."""
