"""Token layouts as small integer programs in one flat array, made from `tokens.json`: what the parts of framing follow.

A layout's number is its place in the file, a dialect's likewise. A mapping that the schema accepts and no program can
follow (a list of lists, a length of 64 bits) is refused with ValueError.
"""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from hiwater_impl.records.programs import KEPT, Program, width_and_sign
from hiwater_specs import read

Data = Mapping[str, Any]
Tables = Any
"""A flat array of int64: the sections that the constants below describe; -1 is none."""

CANDIDATES, VERSIONS, BETWEEN_IDS, TRAILER, LAYOUTS, VALUES, DIALECTS = 0, 256, 512, 768, 770, 771, 772
"""Where the sections begin: by id, CANDIDATE, CLOSER or 0; by header version, its dialect; by id, the first layout
that stands between records; the id and the magic of a trailer; the places of the first layout's row and of the first
value of the programs; the first dialect's row."""

CANDIDATE, CLOSER = 1, 2
"""Ids that a piece may begin with (of a header or file token in any dialect), and the id of a trailer."""

LAYOUT_BY_ID, FILE_DIALECTS, ALTERNATIVE_LAYOUTS, DIALECT_ROW = 0, 256, 512, 528
"""In the row of a dialect: by id, its layout; by id, the dialect of a file token (that one when it has it, else the
first that does); its alternative layouts in their order. The length of the row."""

FIRST_STEP, PLACE, ID, NAME, LAYOUT_ROW = range(5)
"""In the row of a layout: the place of its program, where it may stand, its id, and of a file token how far behind its
id the bytes of its name begin, else 0. The length of the row."""

INSIDE, RECORD_START, RECORD_END, BETWEEN = range(4)
"""Where a layout's token may stand."""

TRAILER_BYTES = 7

_PLACES = ("inside", "record_start", "record_end", "between_records")


class Layouts(NamedTuple):
    """The layouts as they stand in `tokens.json`, and as tables for the kernels."""

    dialects: tuple[str, ...]
    tokens: tuple[Data, ...]
    units: tuple[Mapping[str, int], ...]
    """Units per second by dialect: of a header's and of a file token's `subseconds`."""
    alternatives: tuple[tuple[int, ...], ...]
    """The alternative layouts by dialect: bit k of a piece's ALTERNATIVES is the k-th of them."""
    by_id: tuple[tuple[int, ...], ...]
    """The layouts by dialect and id, alternatives left out; -1 for none."""
    tables: Tables


@cache
def layouts() -> Layouts:
    """The layouts of `hiwater_specs/records/tokens.json`."""
    return compiled_layouts(json.loads(read("records/tokens.json")))


def compiled_layouts(data: Data) -> Layouts:
    """The layouts of a mapping like `tokens.json`."""
    tokens, dialects = tuple(data["tokens"]), tuple(data["dialects"])
    by_id = tuple(tuple(_by_id(data, dialect)) for dialect in dialects)
    alternatives = tuple(tuple(_alternatives(data, dialect)) for dialect in dialects)
    units = tuple(data["dialects"][dialect]["units_per_second"] for dialect in dialects)
    places = [[_PLACES.index(tokens[number]["place"]) if number >= 0 else -1 for number in row] for row in by_id]
    owners = [next((number for number, row in enumerate(places) if row[id_] == BETWEEN), -1) for id_ in range(256)]
    first_layout = DIALECTS + len(dialects) * DIALECT_ROW
    program = Program(first_layout + len(tokens) * LAYOUT_ROW)
    layout_rows = [_layout_row(token, program) for token in tokens]
    versions = {version: number for number, name in enumerate(dialects) for version in _versions(data, name)}
    sections = [
        [_candidate({row[id_] for row in places}) for id_ in range(256)],
        [versions.get(version, -1) for version in range(256)],
        [by_id[owner][id_] if owner >= 0 else -1 for id_, owner in enumerate(owners)],
        _trailer(tokens),
        [first_layout, program.place + len(program.steps)],
        *(_dialect_row(number, by_id, places, owners, alternatives) for number in range(len(dialects))),
        *layout_rows,
        program.steps,
        program.values,
    ]
    tables = np.array([number for section in sections for number in section], np.int64)
    tables.flags.writeable = False
    return Layouts(dialects, tokens, units, alternatives, by_id, tables)


def _by_id(data: Data, dialect: str) -> list[int]:
    way = data["dialects"][dialect]
    found = _by_id(data, way["based_on"]) if "based_on" in way else [-1] * 256
    for name in way.get("without", ()):
        found[int(name, 16)] = -1
    for number, token in enumerate(data["tokens"]):
        if dialect in token["dialects"] and "alternative" not in token:
            found[int(token["id"], 16)] = number
    return found


def _alternatives(data: Data, dialect: str) -> list[int]:
    """Those of a dialect, and those of the one that it is based on whose ids it has not made its own."""
    way, tokens = data["dialects"][dialect], data["tokens"]
    own = [number for number, token in enumerate(tokens) if dialect in token["dialects"]]
    found = {number for number in own if "alternative" in tokens[number]}
    if "based_on" in way:
        taken = {*way.get("without", ()), *(tokens[number]["id"] for number in set(own) - found)}
        found |= {number for number in _alternatives(data, way["based_on"]) if tokens[number]["id"] not in taken}
    return sorted(found)


def _versions(data: Data, dialect: str) -> Sequence[int]:
    found: Sequence[int] = data["dialects"][dialect]["header_versions"]
    return found


def _dialect_row(
    number: int,
    by_id: Sequence[Sequence[int]],
    places: Sequence[Sequence[int]],
    owners: Sequence[int],
    alternatives: Sequence[Sequence[int]],
) -> list[int]:
    owned = [number if places[number][id_] == BETWEEN else owners[id_] for id_ in range(256)]
    row = [*by_id[number], *owned, *alternatives[number]]
    if len(row) >= DIALECT_ROW:
        raise ValueError(f"a dialect has {len(alternatives[number])} alternative layouts")
    return row + [-1] * (DIALECT_ROW - len(row))


def _layout_row(token: Data, program: Program) -> list[int]:
    place = _PLACES.index(token["place"])
    kept = KEPT if place in (RECORD_START, BETWEEN) else ()
    name = _name_distance(token) if place == BETWEEN else 0
    return [program.layout(token["fields"], kept), place, int(token["id"], 16), name]


def _name_distance(token: Data) -> int:
    """Where a file token's name begins: it is a string, the last field, and all before it are numbers."""
    *numbers, name = token["fields"]
    if name["kind"] != "string":
        raise ValueError(f"{token['name']} does not end with its name")
    return 1 + sum(width_and_sign(field["kind"])[0] for field in numbers) + 2


def _candidate(places: set[int]) -> int:
    if RECORD_END in places:
        return CLOSER
    return CANDIDATE if places & {RECORD_START, BETWEEN} else 0


def _trailer(tokens: Sequence[Data]) -> list[int]:
    """The id and the magic of the one trailer: seven bytes, the id, the magic and the byte count."""
    (token,) = (token for token in tokens if token["place"] == "record_end")
    magic, count = token["fields"]
    if [magic["kind"], count["kind"], len(magic.get("values", ()))] != ["u16", "u32", 1]:
        raise ValueError("a trailer is a magic of two bytes and a count of four")
    return [int(token["id"], 16), magic["values"][0]]
