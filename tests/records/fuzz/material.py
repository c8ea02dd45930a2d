"""What inputs are made of: the records of the real trails, their tokens, and tokens that were written by hand.

Not good for trails that cannot be had: without `../shared` there are fewer, and a seed gives other inputs.
"""

from collections import defaultdict
from functools import cache
from typing import NamedTuple

from tests.records.strategies import LAYOUTS
from tests.specs.records.checking import decoded, pieces
from tests.specs.records.corpus import dialect_of, trails
from tests.specs.records.vectors import VECTORS

HEADERS = b"\x14\x15\x74\x79"
"""The ids of headers, in any dialect."""

_EVERY = 8
"""Of so many records of a trail the tokens of one are taken."""


class Material(NamedTuple):
    """Bytes to make inputs from."""

    trails: tuple[tuple[bytes, ...], ...]
    """The records and file tokens of each real trail."""
    tokens: tuple[tuple[bytes, ...], ...]
    """Whole tokens of all dialects, by their ids."""
    headers: tuple[bytes, ...]
    """Those of them that begin a record."""


@cache
def material() -> Material:
    """All there is; read once."""
    found, tokens = list[tuple[bytes, ...]](), dict[bytes, None]()
    for path in trails():
        table = LAYOUTS.table(dialect_of(path))
        parts = tuple(pieces(path.read_bytes(), table))
        found.append(parts)
        for part in parts[::_EVERY]:
            tokens |= dict.fromkeys(part[token.start : token.end] for token in decoded(part, table))
    tokens |= dict.fromkeys(bytes.fromhex(vector.hexadecimal) for vector in VECTORS)
    by_id = defaultdict[int, list[bytes]](list)
    for token in tokens:
        by_id[token[0]].append(token)
    headers = tuple(token for id_ in HEADERS for token in by_id[id_])
    return Material(tuple(found), tuple(map(tuple, by_id.values())), headers)
