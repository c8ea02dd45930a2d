"""Bytes from the text form: a record is a line, or a line and the indented ones below it.

`word key=value …` describes the piece, then each token does the same in a line of its own or behind a semicolon. A
value is a whole number, a quoted string with JSON's escapes, `0x` and hexadecimal digits, or a list of these in [].
"""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from hiwater_impl.records.encoding.fault import NotARecord, shown
from hiwater_impl.records.encoding.records import piece_bytes

_PIECES = ("record", "file", "skipped")
_DAMAGE = "damage"
_BLANKS = re.compile(r"[ \t\r\n]*")
_WORD = re.compile(r"[A-Za-z0-9_]+")
_KEY = re.compile(r"([A-Za-z0-9_]+)=")
_HEXADECIMAL = re.compile(r"0x([0-9a-fA-F]*)")
_NUMBER = re.compile(r"-?[0-9]{1,20}(?![0-9A-Za-z_.])")
_STRINGS = json.JSONDecoder()


def encoded_text(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The bytes of each piece; empty lines are passed over. Raises NotARecord."""
    begun, piece = 0, dict[str, Any]()
    for number, line in enumerate(lines, 1):
        if line.isspace() or not line:
            continue
        begins = line[:1] not in b" \t"
        if begins and begun:
            yield _written(piece, begun)
        if begins:
            begun, piece = number, {"tokens": []}
        try:
            _add_entries(line, piece, begins)
        except NotARecord as wrong:
            wrong.line = number
            raise
    if begun:
        yield _written(piece, begun)


def _written(piece: dict[str, Any], begun: int) -> bytes:
    try:
        return piece_bytes(piece)
    except NotARecord as wrong:
        wrong.line = begun
        raise


def _add_entries(line: bytes, piece: dict[str, Any], begins: bool) -> None:
    """What a line says of a piece: of itself when it begins one, then of its tokens."""
    try:
        text = line.decode()
    except UnicodeDecodeError as wrong:
        raise NotARecord(f"this is not UTF-8: {wrong.reason} at byte {wrong.start + 1}") from None
    place = 0
    while place < len(text):
        word, values, place = _entry(text, place)
        if begins:
            if word not in _PIECES:
                raise NotARecord(f"expected {' or '.join(_PIECES)} at the beginning of the line, not {word}")
            piece.update(values)
            begins = False
        elif not piece:
            raise NotARecord("an indented line without a record above it")
        elif word != _DAMAGE:
            piece["tokens"].append({**values, "token": word})


def _entry(text: str, place: int) -> tuple[str, dict[str, Any], int]:
    """A word and its values; the place behind it, and behind the semicolon or the end of the line after it."""
    place = _blanks_end(text, place)
    word = _WORD.match(text, place)
    if word is None:
        raise _expected("a word", text, place)
    values: dict[str, Any] = {}
    place = _blanks_end(text, word.end())
    while place < len(text) and text[place] != ";":
        key = _KEY.match(text, place)
        if key is None:
            raise _expected("key=value", text, place)
        if key[1] in values:
            raise NotARecord(f"{key[1]} stands here twice", token=word[0])
        values[key[1]], place = _value(text, key.end())
        place = _blanks_end(text, place)
    return word[0], values, place + 1


def _value(text: str, place: int) -> tuple[Any, int]:
    if text[place : place + 1] != "[":
        return _single(text, place)
    items: list[Any] = []
    place = _blanks_end(text, place + 1)
    while text[place : place + 1] != "]":
        if items:
            if text[place : place + 1] != ",":
                raise _expected("a comma or ]", text, place)
            place = _blanks_end(text, place + 1)
        item, place = _single(text, place)
        items.append(item)
        place = _blanks_end(text, place)
    return items, place + 1


def _single(text: str, place: int) -> tuple[Any, int]:
    if text[place : place + 1] == '"':
        try:
            return _STRINGS.raw_decode(text, place)
        except json.JSONDecodeError as wrong:
            raise NotARecord(f"{wrong.msg} at column {wrong.colno}") from None
    if found := _HEXADECIMAL.match(text, place):
        return {"hex": found[1]}, found.end()
    if found := _NUMBER.match(text, place):
        return int(found[0]), found.end()
    raise _expected("a number, a string in quotes, 0x… or […]", text, place)


def _blanks_end(text: str, place: int) -> int:
    found = _BLANKS.match(text, place)
    return place if found is None else found.end()


def _expected(what: str, text: str, place: int) -> NotARecord:
    return NotARecord(
        f"expected {what} at column {place + 1}, not {shown(text[place:].rstrip() or 'the end of the line')}"
    )
