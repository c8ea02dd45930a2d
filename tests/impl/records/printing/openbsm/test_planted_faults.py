"""Faults planted in what programs are made of: the trails see each, or the builder refuses it."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from hiwater_impl.records.names.errors import error_texts
from hiwater_impl.records.printing.form import Form
from hiwater_impl.records.printing.openbsm import forms, steps
from hiwater_impl.records.printing.openbsm.operations import ROOM
from hiwater_impl.records.printing.openbsm.printer import Printer
from hiwater_impl.records.printing.openbsm.programs import compiled
from hiwater_specs import read
from tests.impl.records.printing.openbsm.praudit import new_printer, printed, printer, record
from tests.specs.records.corpus import dialect_of, trails

Data = dict[str, Any]

LONGEST_NAME = 50


def of_specs(form: Form, change: Callable[[Data, Data], None]) -> Printer:
    """A printer from changed tokens (by name) and changed words."""
    tokens, shown = (json.loads(read(f"records/{name}.json")) for name in ("tokens", "presentation"))
    by_name = {token["name"]: token for token in tokens["tokens"] if "openbsm" in token["dialects"]}
    change(by_name, shown["openbsm"])
    made = copy.copy(printer(form))
    made.program = compiled(tokens, shown, form, error_texts("openbsm").returned, LONGEST_NAME)
    return made


def outputs(made: Printer) -> list[bytes]:
    """The output of every trail of an OpenBSM system, and of a record with what they lack."""
    data = [path.read_bytes() for path in trails() if dialect_of(path) == "openbsm"]
    return [printed(made, one).text for one in [*data, record(b"\x3b\0\x11" + bytes(68) + b"\x22\1\0\0\0\1")]]


def field(tokens: Data, token: str, name: str) -> Data:
    """A field's layout."""
    found: Data = next(one for one in tokens[token]["fields"] if one["name"] == name)
    return found


def nothing(tokens: Data, shown: Data) -> None:
    """Leave all as it is."""


SPEC_FAULTS: dict[str, Callable[[Data, Data], None]] = {
    "a word": lambda tokens, shown: shown["subject32"].update(text="subjekt"),
    "a format": lambda tokens, shown: shown["arg32"]["fields"][1].update({"as": "unsigned"}),
    "the order": lambda tokens, shown: shown["return32"]["fields"].reverse(),
    "a width": lambda tokens, shown: field(tokens, "seq", "sequence").update(kind="u16"),
    "a kind": lambda tokens, shown: field(tokens, "text", "text").update(kind="cstring", longest=99),
    "an id": lambda tokens, shown: tokens["path"].update(id="0x63"),
}


@pytest.mark.parametrize("fault", SPEC_FAULTS)
def test_a_fault_in_the_specs_is_seen(fault: str) -> None:
    """The same comparison is silent without it."""
    right = outputs(printer(Form()))
    assert outputs(of_specs(Form(), nothing)) == right
    assert outputs(of_specs(Form(), SPEC_FAULTS[fault])) != right


def test_a_fault_in_the_words_of_xml_is_seen() -> None:
    """An attribute of another name."""
    right = outputs(printer(Form(xml=True)))
    assert outputs(of_specs(Form(xml=True), nothing)) == right

    def change(tokens: Data, shown: Data) -> None:
        shown["return32"]["fields"][0].update(xml="@error")

    assert outputs(of_specs(Form(xml=True), change)) != right


@pytest.mark.parametrize("slip", ["XML_STARTS", "XML_ENDS", "XML_BETWEEN", "XML_ELEMENT_ENDS", "XML_LATE"])
def test_a_slip_of_praudit_that_is_left_out_is_seen(slip: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each table of slips is needed."""
    right = outputs(printer(Form(xml=True)))
    monkeypatch.setattr(forms, slip, {})
    assert outputs(new_printer(Form(xml=True))) != right


def test_another_number_of_groups_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seventeen, where praudit keeps sixteen."""
    right = outputs(printer(Form()))
    monkeypatch.setitem(steps.MOST_ELEMENTS, "gids", 17)
    assert outputs(new_printer(Form())) != right


def test_too_little_room_for_a_token_is_seen() -> None:
    """The interpreter writes nowhere but into the array."""
    made = copy.copy(printer(Form()))
    tables = made.program.tables.copy()
    tables[ROOM : ROOM + 3 * 256] = 0
    made.program = made.program._replace(tables=tables)
    with pytest.raises((IndexError, ValueError)):
        printed(made, record(b""), room=20)


def test_a_layout_that_no_step_reads_is_refused() -> None:
    """As ValueError, when the program is made."""

    def change(tokens: Data, shown: Data) -> None:
        field(tokens, "newgroups", "gids").update(of={"kind": "string"})

    with pytest.raises(ValueError, match="no step reads"):
        of_specs(Form(), change)
