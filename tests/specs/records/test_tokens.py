"""The layouts of `records/tokens.json` hold together, and cover the tables of the format."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

import jsonschema
import pytest

from hiwater_model.records import layouts_from
from hiwater_model.records.integers import BOUNDS, WIDTHS
from hiwater_specs import read
from tests.specs.records.corpus import SHARED

Data = Mapping[str, Any]
SCHEMA = json.loads(read("records/schema.json"))
TOKENS = json.loads(read("records/tokens.json"))
FILES = ["tokens", "presentation", "events", "classes", "errors"]
BY_NAME = {(token["id"], token["name"], *token["dialects"]): token for token in TOKENS["tokens"]}
REFERENCE = SHARED / "reference/tokens.json"
needs_reference = pytest.mark.skipif(not REFERENCE.exists(), reason="no ../shared/reference beside the checkout")


def table(dialect: str) -> dict[int, Data]:
    """The tokens of a dialect by id as they stand in the file, alternatives left out."""
    layouts = layouts_from(TOKENS).table(dialect).items()
    return {place: BY_NAME[f"0x{place:02x}", layout.name, *layout.dialects] for place, layout in layouts}


@pytest.mark.parametrize("name", FILES)
def test_files_follow_the_schema(name: str) -> None:
    """Each file is what schema.json says, and the schema itself is sound."""
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.Draft202012Validator(SCHEMA).validate(json.loads(read(f"records/{name}.json")))


def spoiled() -> Iterator[tuple[str, dict[str, Any]]]:
    """Fields that a strict schema refuses."""
    yield "unknown key", {"name": "a", "kind": "u8", "extra": 1}
    yield "unknown kind", {"name": "a", "kind": "u24"}
    yield "key of another kind", {"name": "a", "kind": "string", "length": 4}
    yield "no length", {"name": "a", "kind": "bytes"}
    yield "no name", {"kind": "u8"}
    yield "name inside a list", {"name": "a", "kind": "list", "count": 2, "of": {"name": "b", "kind": "u8"}}


@pytest.mark.parametrize(("what", "field"), list(spoiled()))
def test_schema_is_closed(what: str, field: dict[str, Any]) -> None:
    """A key or kind that the vocabulary does not know is refused."""
    one = TOKENS["tokens"][0]
    whole = TOKENS | {"tokens": [one | {"fields": [field]}]}
    assert not jsonschema.Draft202012Validator(SCHEMA).is_valid(whole), what


@pytest.mark.parametrize("dialect", TOKENS["dialects"])
def test_no_id_and_no_name_twice(dialect: str) -> None:
    """In a dialect an id has one layout, a name one id, and an alternative stands beside a layout."""
    own = [token for token in TOKENS["tokens"] if dialect in token["dialects"]]
    main = Counter(token["id"] for token in own if "alternative" not in token)
    assert max(main.values()) == 1
    whole = table(dialect)
    beside = [token for token in own if "alternative" in token]
    names = Counter(token["name"] for token in (*whole.values(), *beside))
    assert max(names.values()) == 1
    assert all(whole[int(token["id"], 16)]["fields"] != token["fields"] for token in beside)
    reserved = {int(token["id"], 16) for token in TOKENS["reserved"] if dialect in token["dialects"]}
    assert not reserved & whole.keys()


def test_header_versions_tell_the_dialect() -> None:
    """A header version belongs to one dialect, and all dialects read a plain 32-bit header alike."""
    versions = Counter(version for way in TOKENS["dialects"].values() for version in way["header_versions"])
    assert max(versions.values()) == 1
    assert {1, 2, 3, 4, 10, 11} == versions.keys()
    headers = [table(dialect)[0x14] for dialect in TOKENS["dialects"]]
    assert all(one is other for one, other in pairwise(headers))


def uses(shape: Data) -> Iterator[str]:
    """The fields that a shape refers to."""
    for rule in (shape.get("length"), shape.get("count")):
        if isinstance(rule, dict):
            yield rule["field"]
    if shape["kind"] == "choice":
        yield shape["by"]
    below = [shape.get("of"), shape.get("otherwise"), *shape.get("cases", {}).values()]
    for part in filter(None, below):
        yield from uses(part)


@pytest.mark.parametrize("token", TOKENS["tokens"], ids=lambda token: f"{token['id']}-{token['name']}")
def test_fields_refer_backwards(token: Data) -> None:
    """Field names are unique in a token, and lengths, counts and choices name an earlier integer field."""
    earlier: dict[str, Data] = {}
    for field in token["fields"]:
        assert field["name"] not in earlier
        assert all(earlier[name]["kind"][0] in "ui" for name in uses(field))
        earlier[field["name"]] = field


@pytest.mark.parametrize("token", TOKENS["tokens"], ids=lambda token: f"{token['id']}-{token['name']}")
def test_framing_fields_are_there(token: Data) -> None:
    """What starts a record gives length, version, event and modifier at the same offsets; what ends one a length."""
    if token["place"] == "record_start":
        shapes = [(field["name"], field["kind"]) for field in token["fields"][:4]]
        assert shapes == [("byte_count", "u32"), ("version", "u8"), ("event", "u16"), ("modifier", "u16")]
    if token["place"] == "record_end":
        assert [field["name"] for field in token["fields"]] == ["magic", "byte_count"]


def reference() -> list[Data]:
    """The tables of the format, as collected beside the checkout."""
    found: list[Data] = json.loads(REFERENCE.read_text())["tokens"]
    return found


PRESENTATION = json.loads(read("records/presentation.json"))


@pytest.mark.parametrize("dialect", PRESENTATION)
def test_presentation_speaks_of_the_layouts(dialect: str) -> None:
    """Every token of a dialect is shown, nothing else is, and what is printed are fields of its layout."""
    layouts = {token["name"]: token for token in table(dialect).values()}
    assert PRESENTATION[dialect].keys() == layouts.keys()
    for name, shown in PRESENTATION[dialect].items():
        fields = {field["name"] for field in layouts[name]["fields"]}
        assert {field for part in shown["fields"] for field in part["fields"]} <= fields, name


@needs_reference
def test_names_are_those_of_the_tables() -> None:
    """The words that both praudits print for a token, in text and in XML, are those of the tables."""
    for token in reference():
        own = PRESENTATION["illumos"].get(token["name"])
        if own:
            assert (own["text"], own["element"], own["form"]) == tuple(
                token[key] for key in ("praudit_text", "xml_element", "xml_kind")
            )
        other = PRESENTATION["openbsm"].get(token["name"])
        if other:
            element = {"none": None, "closes </record>": "record"}.get(token["openbsm"]["xml"], token["openbsm"]["xml"])
            assert (other["text"], other["element"]) == (token["openbsm"]["text"], element)


@needs_reference
def test_every_id_of_the_tables_is_covered() -> None:
    """Each id of the tables has a layout, or is reserved with a reason, in the dialects that the tables say."""
    tables = {name: table(name) for name in ("illumos", "openbsm")}
    reserved = {(token["id"], token["constant"]) for token in TOKENS["reserved"]}
    for token in reference():
        where = {"illumos": token["illumos_parser"], "openbsm": token["openbsm"]["parsed"]}
        for dialect, known in where.items():
            assert (token["id_dec"] in tables[dialect]) == bool(known), (token["id"], dialect)
            assert not known or tables[dialect][token["id_dec"]]["constant"] == token["constant"]
        assert any(where.values()) or (token["id"], token["constant"]) in reserved, token["id"]
    assert len(reference()) == len({token["id"] for token in reference()}) == 78


def wire(shape: Data) -> list[Any]:
    """What a shape of ours takes, names left out."""
    match shape["kind"]:
        case "bytes":
            return ["bytes", shape["length"] if isinstance(shape["length"], int) else shape["length"].get("times", 1)]
        case "list":
            return ["list", shape["count"] if isinstance(shape["count"], int) else 1, wire(shape["of"])]
        case "choice":
            return ["choice", {case: wire(part) for case, part in shape["cases"].items()}]
        case kind:
            return [kind]


def wire_of_reference(field: Data) -> list[Any]:
    """What a field of the tables takes, in the same form."""
    count = field.get("count", field.get("length"))
    fixed = count if isinstance(count, int) else (count or {}).get("times", 1)
    match field["type"]:
        case "bytes":
            return ["bytes", fixed]
        case "cstring":
            return ["cstring"] if fixed == 1 and isinstance(count, int) else ["list", fixed, ["cstring"]]
        case "array" if "item_type" in field:
            return ["list", fixed, [field["item_type"]]]
        case "array":
            return ["choice", {case: ["list", 1, [kind]] for case, kind in field["item_type_by"]["map"].items()}]
        case kind:
            return [kind]


@needs_reference
def test_layouts_take_what_the_tables_say() -> None:
    """Kinds, widths, signs, lengths and their order are those of the tables, alternatives among them."""
    forms = {token["id"]: [[wire_of_reference(field) for field in token["fields"]]] for token in reference()}
    for token in reference():
        for other in token.get("alternative_layouts", []):
            forms[token["id"]].append([wire_of_reference(field) for field in other["fields"]])
    for token in TOKENS["tokens"]:
        if "trusted_solaris_2_5" in token["dialects"]:
            continue
        by_address_type = ["choice", {"4": ["bytes", 4], "16": ["bytes", 16]}]
        own = [wire(field) for field in token["fields"]]
        assert [["bytes", 1] if part == by_address_type else part for part in own] in forms[token["id"]], token["id"]


def test_widths_of_integer_kinds() -> None:
    """The name of an integer kind gives width and sign, and the schema knows the same kinds as the codec."""
    kinds = SCHEMA["$defs"]["integer_kind"]["enum"]
    assert list(WIDTHS) == kinds
    assert [WIDTHS[kind] for kind in kinds] == [1, 2, 4, 8] * 2
    assert (BOUNDS["u8"], BOUNDS["i16"], BOUNDS["u64"]) == ((0, 255), (-32768, 32767), (0, 2**64 - 1))
