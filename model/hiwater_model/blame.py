"""Which clause put a byte of a queued record there: for blaming a record that differs on one clause.

A record shows no trace of how it was made, so this reads its tokens back, from both ends. Where several clauses
contributed to one number (the length), the only optional one is named, or else the first.
"""

from itertools import accumulate

from hiwater_model.machine import Time
from hiwater_model.membufs import Chain
from hiwater_model.tokens import time_field

_WIDE = (0x74, 0x79)
_EXTENDED = (0x15, 0x79)
_HEADERS = (0x14, 0x15, 0x74, 0x79)


def clause_of_difference(expected: Chain, actual: Chain, now: Time) -> str:
    """The clause of the first byte, or boundary between membufs, that differs; `now` is the time of queueing."""
    ours, theirs = b"".join(expected), b"".join(actual)
    if ours != theirs:
        longest = min(len(ours), len(theirs))
        place = next((at for at in range(longest) if ours[at] != theirs[at]), longest)
        return clause_of_byte(ours, place, now)
    boundaries = zip(accumulate(map(len, expected)), accumulate(map(len, actual)), strict=False)
    first = next((min(pair) for pair in boundaries if pair[0] != pair[1]), len(ours))
    return clause_of_byte(ours, first, now)


def clause_of_byte(record: bytes, place: int, now: Time) -> str:
    """The clause that put the byte at `place` into a record of this form."""
    if not record or record[0] not in _HEADERS:
        return "ENQ-06"
    wide, extended = record[0] in _WIDE, record[0] in _EXTENDED
    time_at = 14 + int.from_bytes(record[10:14], "big") if extended else 10
    half = 8 if wide else 4
    tail = _tail(record)
    if 1 <= place < 5:
        return _of_length(extended, tail)
    if place < 10:
        return "RECORD-09"
    if place < time_at:
        return "TOKEN-02"
    if place < time_at + half:
        written_now = record[time_at : time_at + 2 * half] == time_field(now, wide)
        return "ENQ-04" if written_now else "RECORD-11"
    if place < time_at + 2 * half:
        return "TIME-02" if wide else "TIME-03"
    for clause, start in tail:
        if place >= start:
            return "ENQ-05" if clause == "RECORD-14" and place > start else clause
    return "RECORD-12"


def _of_length(extended: bool, tail: list[tuple[str, int]]) -> str:
    counted = {"RECORD-15": "RECORD-07", "RECORD-14": "RECORD-08", "RECORD-13": "RECORD-06"}
    optional = [counted[clause] for clause, _ in tail] + ["RECORD-05"] * extended
    return optional[0] if len(optional) == 1 else "RECORD-04"


def _tail(record: bytes) -> list[tuple[str, int]]:
    """The optional tokens behind the body, last first, each with the clause that appends it and its place."""
    found = []
    end = len(record)
    if record[end - 7 : end - 4] == b"\x13\xb1\x05":
        end -= 7
        found.append(("RECORD-15", end))
    if record[end - 5 : end - 4] == b"\x2f":
        end -= 5
        found.append(("RECORD-14", end))
    start = record.rfind(b"\x60", 0, end)
    if start > 0 and int.from_bytes(record[start + 1 : start + 3], "big") == end - start - 3:
        found.append(("RECORD-13", start))
    return found
