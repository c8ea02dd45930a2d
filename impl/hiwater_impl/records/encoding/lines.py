"""Bytes from JSON lines, one piece a line: what our JSON form prints, or what a person writes."""

import json
from collections.abc import Iterable, Iterator

from hiwater_impl.records.encoding.fault import NotARecord
from hiwater_impl.records.encoding.records import piece_bytes


def encoded_lines(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The bytes of each piece, in its line's turn; empty lines are passed over. Raises NotARecord."""
    for number, line in enumerate(lines, 1):
        if line.isspace() or not line:
            continue
        try:
            yield piece_bytes(_loaded(line))
        except NotARecord as wrong:
            wrong.line = number
            raise


def _loaded(line: bytes) -> object:
    try:
        return json.loads(line)
    except RecursionError:
        raise NotARecord("too many brackets in each other") from None
    except json.JSONDecodeError as wrong:
        raise NotARecord(f"this is not JSON: {wrong.msg} at column {wrong.colno}") from None
    except ValueError as wrong:
        raise NotARecord(f"this is not JSON: {wrong}") from None
