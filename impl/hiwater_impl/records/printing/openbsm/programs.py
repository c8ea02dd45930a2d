"""Programs for one form of output: tables of integers, made from `tokens.json` and `presentation.json`."""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import accumulate
from typing import Any

import numpy as np

from hiwater_impl.records.printing.form import Form
from hiwater_impl.records.printing.openbsm import operations as op
from hiwater_impl.records.printing.openbsm.dates import LONGEST_TIME
from hiwater_impl.records.printing.openbsm.forms import Piece, pieces_of, unknown_pieces
from hiwater_impl.records.printing.openbsm.steps import UNKNOWN, steps_and_fields
from hiwater_impl.records.printing.openbsm.words import words
from hiwater_specs import read

Data = Mapping[str, Any]

FRAMES = {"record_start": 1, "between_records": 2}
ROOM = {op.TIME: LONGEST_TIME, op.UUID: 36, op.ADDRESS_BYTES: 46}
"""Bytes that fields of an operation take up at most; a number takes up fewer than a name does."""
LONGEST_NUMBER = 24
ROOM_OF_A_BYTE = {op.TEXT_BYTES: 1, op.PLAIN_STRINGS: 1, op.HEX_BYTES: 2, op.ITEM_LIST: 5, op.ESCAPED_STRINGS: 6}
"""Bytes that each byte of a stretch takes up at most."""


class _Blob:
    """Literals one after the other, equal ones once."""

    def __init__(self) -> None:
        self.text = bytearray()
        self.places: dict[bytes, tuple[int, int]] = {}

    def place(self, literal: bytes) -> tuple[int, int]:
        """Start and end of a literal."""
        if literal not in self.places:
            self.places[literal] = len(self.text), len(self.text) + len(literal)
            self.text += literal
        return self.places[literal]


def program_of(form: Form, errors: Sequence[bytes], longest_name: int) -> op.Program:
    """The program for a form, with the 256 texts of errors in return tokens and the bytes of the longest name."""
    return compiled(*_specs(), form, errors, longest_name)


@cache
def _specs() -> tuple[Data, Data]:
    return json.loads(read("records/tokens.json")), json.loads(read("records/presentation.json"))


def compiled(tokens: Data, shown: Data, form: Form, errors: Sequence[bytes], longest_name: int) -> op.Program:
    """The program for mappings like `tokens.json` and `presentation.json`."""
    known = {int(token["id"], 16): token for token in tokens["tokens"] if _is_own(token)}
    blob, all_words = _Blob(), words(errors)
    after_token = b"\n" if not form.line else b"" if form.xml else form.delimiter
    ends = [*blob.place(after_token), *blob.place(b"\n" if form.line else b"")]
    steps: list[list[list[int]]] = []
    instructions: list[list[list[int]]] = []
    room: list[list[int]] = []
    longest = max(longest_name, LONGEST_NUMBER, *(len(word) for kind in all_words for word in kind if word))
    for identity in range(256):
        if identity in known:
            token = known[identity]
            read_steps, fields = steps_and_fields(token)
            pieces = joined(pieces_of(token, shown["openbsm"][token["name"]], fields, form))
        else:
            read_steps, pieces = [UNKNOWN], joined(unknown_pieces(identity, form))
        steps.append(read_steps)
        instructions.append([_row(piece, blob) for piece in pieces])
        room.append(_room(pieces, len(after_token) + len(form.delimiter) + 1, longest))
    word_places = [blob.place(word) if word is not None else (-1, -1) for kind in all_words for word in kind]
    frames = [FRAMES.get(known[number]["place"], 0) if number in known else 0 for number in range(256)]
    instruction_rows = op.ROWS + sum(len(rows) for rows in steps) * op.STEP_SIZE
    tables = [
        *_firsts(steps, op.ROWS, op.STEP_SIZE),
        *_firsts(instructions, instruction_rows, op.INSTRUCTION_SIZE),
        *_flat([room, word_places, [frames, ends]]),
        *_flat([*steps, *instructions]),
    ]
    return op.Program(np.array(tables, np.int64), np.frombuffer(bytes(blob.text), np.uint8))


def _is_own(token: Data) -> bool:
    return "openbsm" in token["dialects"] and "alternative" not in token


def joined(pieces: Iterable[Piece]) -> list[Piece]:
    """The same pieces, each literal moved to the front of the next field; a last one stands alone."""
    found: list[Piece] = []
    literal = b""
    for piece in pieces:
        literal += piece.before
        if piece.operation != op.LITERAL:
            found.append(piece._replace(before=literal, after=b""))
            literal = piece.after
    return [*found, Piece(literal)] if literal else found


def _row(piece: Piece, blob: _Blob) -> list[int]:
    literals = (*blob.place(piece.before), *blob.place(piece.first), *blob.place(piece.last))
    return [piece.operation, piece.size, piece.slot, piece.shift, *literals]


def _room(pieces: Sequence[Piece], ends: int, longest: int) -> list[int]:
    """Bytes that a token prints at most, for each of its bytes, for each element of its list."""
    whole = ends + sum(len(piece.before) + ROOM.get(piece.operation, longest) for piece in pieces)
    each_byte = sum(ROOM_OF_A_BYTE.get(piece.operation, 0) for piece in pieces)
    each_element = sum(
        len(piece.first) + len(piece.last) + (longest if piece.operation == op.GROUPS else 0) for piece in pieces
    )
    return [whole, each_byte, each_element]


def _firsts(rows: Sequence[Sequence[Any]], first: int, size: int) -> Iterable[int]:
    """Where the rows of each id begin, and behind the last where they end."""
    return accumulate((size * len(of_an_id) for of_an_id in rows), initial=first)


def _flat(lists: Iterable[Iterable[Iterable[int]]]) -> Iterable[int]:
    return (number for rows in lists for row in rows for number in row)
