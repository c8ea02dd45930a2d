"""Reads the clause data of specs/hiwater_specs/clauses/ into typed values.

`clause_registry()` is the shipped data, read once; `load_registry(folder)` reads any folder of the same shape, and
refuses what its schema refuses. The shipped one is held against its schema by the tests: doing that in every process
took nine tenths of the time.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from functools import cache
from importlib.abc import Traversable
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from hiwater_conform.clauses.c_scanner import PartKind
from hiwater_conform.clauses.clause import Area, Clause, NotModelled, Registry, SourceFacts, SourcePart, Strength
from hiwater_conform.clauses.errors import ClauseDataError
from hiwater_conform.clauses.source_text import Span

NOT_MODELLED_FILE = "not_modelled.toml"
SOURCE_FILE = "source.toml"
SCHEMA_FILE = "schema.json"


@cache
def clause_registry() -> Registry:
    """The shipped clauses; raises ClauseDataError when a data file is broken."""
    try:
        return _registry(clause_folder(), _parsed)
    except (AttributeError, KeyError, TypeError, ValueError):
        return load_registry(clause_folder())  # which says where


def clause_folder() -> Traversable:
    """The folder of the shipped clause data."""
    return files("hiwater_specs").joinpath("clauses")


def load_registry(folder: Traversable) -> Registry:
    """Read every TOML file of the folder; raises ClauseDataError for the first that is broken."""
    schema = json.loads(folder.joinpath(SCHEMA_FILE).read_text(encoding="utf-8"))

    def checked(folder: Traversable, name: str, shape: str) -> dict[str, Any]:
        document = _parsed(folder, name, shape)
        _check(name, document, {**schema, "$ref": f"#/$defs/{shape}"})
        return document

    return _registry(folder, checked)


def _registry(folder: Traversable, read: Callable[[Traversable, str, str], dict[str, Any]]) -> Registry:
    """The files of a folder, each read as a shape of the schema."""
    areas = tuple(_area(name.removesuffix(".toml"), read(folder, name, "area")) for name in area_files(folder))
    exceptions = read(folder, NOT_MODELLED_FILE, "not_modelled")["not_modelled"]
    source = _source(read(folder, SOURCE_FILE, "source"))
    return Registry(areas, tuple(_not_modelled(entry) for entry in exceptions), source)


def area_files(folder: Traversable) -> tuple[str, ...]:
    """The names of the area files: those of audit_io.c by their first line in a function, then the neighbours'."""
    names = [
        entry.name
        for entry in folder.iterdir()
        if entry.name.endswith(".toml") and entry.name not in (NOT_MODELLED_FILE, SOURCE_FILE)
    ]
    first_lines = {name: _first_line(folder.joinpath(name).read_text(encoding="utf-8")) for name in names}
    return tuple(sorted(names, key=lambda name: (first_lines[name], name)))


def _first_line(text: str) -> float:
    """The smallest line of any function's clause of the file, or infinity where there is none."""
    try:
        clauses = tomllib.loads(text).get("clause", [])
        return min(
            (float(clause["lines"][0]) for clause in clauses if {"function", "lines"} <= clause.keys()),
            default=float("inf"),
        )
    except (tomllib.TOMLDecodeError, AttributeError, IndexError, TypeError, ValueError):
        return float("inf")  # broken: the reading proper says how


def _parsed(folder: Traversable, name: str, _shape: str) -> dict[str, Any]:
    """One file, as it is."""
    try:
        return tomllib.loads(folder.joinpath(name).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ClauseDataError(name, "the file", "is missing") from error
    except tomllib.TOMLDecodeError as error:
        raise ClauseDataError(name, "the text", f"is not TOML: {error}") from error


def _check(name: str, document: dict[str, Any], schema: dict[str, Any]) -> None:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import best_match

    error = best_match(Draft202012Validator(schema).iter_errors(document))
    if error is not None:
        raise ClauseDataError(name, _place(document, list(error.absolute_path)), " ".join(error.message.split()))


def _place(document: dict[str, Any], path: list[str | int]) -> str:
    """Where an error is: by the clause's id rather than by its number in the file."""
    words = [str(step) for step in path]
    if len(path) >= 2 and path[0] == "clause":
        entry = document["clause"][path[1]]
        identifier = entry.get("id") if isinstance(entry, dict) else None
        words[:2] = [identifier if isinstance(identifier, str) else f"clause {path[1]}"]
    return " ".join(words) or "the document"


def _area(name: str, document: dict[str, Any]) -> Area:
    return Area(name, document["title"], tuple(_clause(name, entry) for entry in document["clause"]))


def _clause(area: str, entry: dict[str, Any]) -> Clause:
    return Clause(
        identifier=entry["id"],
        area=area,
        sentence=entry["sentence"],
        strength=Strength(entry["strength"]),
        function=entry.get("function"),
        table=entry.get("table"),
        neighbour=entry.get("neighbour"),
        span=Span(*entry["lines"]) if "lines" in entry else None,
        digest=entry.get("digest"),
        profiles=MappingProxyType(dict(entry.get("profiles", {}))),
        quirks=tuple(entry.get("quirks", ())),
    )


def _not_modelled(entry: dict[str, Any]) -> NotModelled:
    return NotModelled(
        what=entry["what"],
        reason=entry["reason"],
        function=entry.get("function"),
        span=Span(*entry["lines"]),
        digest=entry.get("digest"),
        clause=entry.get("clause"),
    )


def _source(document: dict[str, Any]) -> SourceFacts:
    parts = tuple(
        SourcePart(
            kind=PartKind(entry["kind"]),
            name=entry["name"],
            span=Span(*entry["lines"]),
            digest=entry["digest"],
            decisions=tuple(entry["decisions"]),
            outside=frozenset(entry["outside"]),
        )
        for entry in document["part"]
    )
    return SourceFacts(document["file"], document["revision"], document["length"], parts)
