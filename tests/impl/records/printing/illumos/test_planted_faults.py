"""Faults planted in what programs are made of: the trails see each, or the builder refuses it."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from hiwater_impl.records.layouts import compiled_layouts
from hiwater_impl.records.names.errors import error_texts
from hiwater_impl.records.printing.illumos import building, oddities, reads, vocabulary
from hiwater_impl.records.printing.illumos.forms import Form
from hiwater_impl.records.printing.illumos.machine import ROOM
from hiwater_impl.records.printing.illumos.printer import Printer
from hiwater_impl.records.printing.illumos.programs import compiled
from hiwater_impl.records.printing.times import UTC
from hiwater_specs import read
from tests.impl.records.printing.illumos.praudit import new_printer, printed, printer, record
from tests.specs.records.corpus import dialect_of, trails

Data = dict[str, Any]
Change = Callable[[Data, Data], None]

ODD = [b"\x3b\xff\xff\0\0\0\1", b"\x51\xff\xff\0\0", b"\x35" + bytes(12), b"\x7f\0\2\0\1\0\4\0"]


def nothing(tokens: Data, shown: Data) -> None:
    """Leave all as it is."""


def of_specs(form: Form, change: Change) -> Printer:
    """A printer from changed tokens (by name) and changed words, without names."""
    data, shown = (json.loads(read(f"records/{name}.json")) for name in ("tokens", "presentation"))
    change({token["name"]: token for token in data["tokens"] if "illumos" in token["dialects"]}, shown["illumos"])
    made = copy.copy(printer(form))
    made.program = compiled(form, {}, error_texts("glibc"), UTC, shown["illumos"], compiled_layouts(data))
    return made


def outputs(made: Printer) -> list[bytes]:
    """The output of every trail of an illumos system, and of records with what they lack."""
    data = [path.read_bytes()[:20_000] for path in trails() if dialect_of(path) == "illumos"]
    return [printed(made, one).text for one in [*data, *(record(token, trailer=False) for token in ODD)]]


def field(tokens: Data, token: str, name: str) -> Data:
    """A field's layout."""
    found: Data = next(one for one in tokens[token]["fields"] if one["name"] == name)
    return found


SPEC_FAULTS: dict[str, Change] = {
    "a word": lambda tokens, shown: shown["subject32"].update(text="subjekt"),
    "a format": lambda tokens, shown: shown["arg32"]["fields"][1].update({"as": "unsigned"}),
    "the order": lambda tokens, shown: shown["attr64"]["fields"].reverse(),
    "a width": lambda tokens, shown: field(tokens, "seq", "sequence").update(kind="u16"),
    "a sign": lambda tokens, shown: field(tokens, "opaque", "size").update(kind="u8"),
    "an id": lambda tokens, shown: tokens["path"].update(id="0x63"),
}


@pytest.mark.parametrize("fault", SPEC_FAULTS)
def test_a_fault_in_the_specs_is_seen(fault: str) -> None:
    """The same comparison is silent without it."""
    right = outputs(of_specs(Form(), nothing))
    assert right == outputs(of_specs(Form(), nothing))
    assert outputs(of_specs(Form(), SPEC_FAULTS[fault])) != right


def test_a_fault_in_the_words_of_xml_is_seen() -> None:
    """An attribute of another name."""

    def change(tokens: Data, shown: Data) -> None:
        shown["return32"]["fields"][0].update(xml="@error")

    form = Form(xml=True)
    assert outputs(of_specs(form, change)) != outputs(of_specs(form, nothing))


ODDITIES: list[tuple[Any, str, Any]] = [
    (building, "READ_AT_ONCE", {}),
    (building, "READ_BEFORE_OPENING", frozenset()),
    (building, "FILE_LENGTH", 12),
    (reads, "COUNTED_WITH_SIGN", frozenset()),
    (vocabulary, "MODIFIERS", [b"wr", b"rd", b"sp", b"fp", b"na", b"fe"]),
]


@pytest.mark.parametrize(("module", "name", "value"), ODDITIES, ids=[name for _, name, _ in ODDITIES])
def test_an_oddity_of_praudit_that_is_left_out_is_seen(
    module: Any, name: str, value: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of these tables is needed, in the form where it shows."""
    form = Form(xml=name == "READ_BEFORE_OPENING", line=name == "FILE_LENGTH")
    right = outputs(printer(form))
    monkeypatch.setattr(module, name, value)
    assert outputs(new_printer(form)) != right


def test_names_in_the_tables_of_oddities_are_names_of_tokens_and_fields() -> None:
    """A slip of the pen in them would change nothing and be seen by nobody."""
    tokens = json.loads(read("records/tokens.json"))["tokens"]
    fields = {(token["name"], one["name"]) for token in tokens for one in token["fields"]}
    names = {token["name"] for token in tokens}
    assert fields >= oddities.READ_BEFORE_OPENING | oddities.COUNTED_WITH_SIGN
    assert names >= {*oddities.READ_AT_ONCE, *oddities.UNKNOWN, *oddities.NEAREST, *oddities.NEAREST.values()}


def test_too_little_room_for_an_instruction_is_seen() -> None:
    """The interpreter writes nowhere but into the array."""
    made = copy.copy(printer(Form()))
    tables = made.program.tables.copy()
    tables[ROOM] = 0
    made.program = made.program._replace(tables=tables)
    with pytest.raises((IndexError, ValueError)):
        printed(made, record(b""), room=20)


def test_a_format_that_illumos_does_not_have_is_refused() -> None:
    """As KeyError, when the program is made."""

    def change(tokens: Data, shown: Data) -> None:
        shown["seq"]["fields"][0].update({"as": "ctime"})

    with pytest.raises(KeyError):
        of_specs(Form(), change)


def test_three_values_for_one_field_are_refused() -> None:
    """An instruction holds two."""

    def change(tokens: Data, shown: Data) -> None:
        field(tokens, "tid", "type").update(values=[1, 2, 3])

    with pytest.raises(ValueError, match="two values"):
        of_specs(Form(), change)
