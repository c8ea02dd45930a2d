"""Every saved run under one id each, with what it is of; what a user brings is held to limits, and kept in memory."""

import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from threading import Lock
from typing import Any, Final

from hiwater_conform.findings import all_findings
from hiwater_conform.run_link import run_of
from hiwater_conform.runs import SavedRun, read_run, run_from_wire
from hiwater_conform.scenarios import all_scenarios
from hiwater_conform.vectors.stored import SHIPPED, shipped_vectors
from hiwater_conform.wire_values import NotThisForm

STEPS_MOST: Final = 100_000
UPLOADS_MOST: Final = 64
_ID_BYTES: Final = 6
_VECTOR: Final = "vector-"
_LESSON_FILE: Final = re.compile(r"(?:([0-9]{1,4})-)?([A-Za-z][A-Za-z0-9-]{0,60})\.json")
_WITNESS_FILE: Final = re.compile(r"run-([A-Za-z0-9]+)\.json")


class Kind(StrEnum):
    """What a run is, in the order in which they are listed."""

    FILE = "file"
    UPLOAD = "upload"
    SCENARIO = "scenario"
    FINDING = "finding"
    WITNESS = "witness"
    LESSON = "lesson"
    VECTOR = "vector"
    """Found by its id, and not listed: there are a thousand."""


class NotOnShelf(LookupError):
    """No run has this id."""


class NotTaken(ValueError):
    """What was brought is no run, or too large; the text says what to mend."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One run: `id` is made of lower-case letters, digits and hyphens, and fits an address."""

    id: str
    kind: Kind
    title: str
    run: SavedRun


class Shelf:
    """Thread-safe. Shipped runs are read when they are first asked for; a user's are checked when they come.

    `named` are documents by file name; `lessons` is a folder of a teacher's own. Raises NotTaken.
    """

    def __init__(self, named: Mapping[str, Any] | None = None, lessons: Path | None = None) -> None:
        self._own: dict[str, Entry] = {}
        self._lock = Lock()
        self._teachers = () if lessons is None else tuple(_lessons(lessons))
        for number, (name, document) in enumerate((named or {}).items(), start=1):
            run = _checked(document)
            self._own[f"file-{number}"] = Entry(f"file-{number}", Kind.FILE, run.title or name, run)

    def entries(self) -> tuple[Entry, ...]:
        """All of them, the user's first."""
        with self._lock:
            own = tuple(self._own.values())
        return (*own, *self._shipped.values())

    def get(self, identifier: str) -> Entry:
        """One of them. Raises NotOnShelf."""
        with self._lock:
            entry = self._own.get(identifier)
        found = entry or self._shipped.get(identifier) or self._vector(identifier)
        if found is None:
            raise NotOnShelf(f"There is no run {identifier!r}; /runs lists them.")
        return found

    def put(self, document: Any, name: str = "") -> Entry:
        """Take a document in. Raises NotTaken; of many uploads the oldest makes room."""
        return self._taken(_checked(document), name)

    def put_link(self, word: str) -> Entry:
        """Take in the run that a link carries. Raises NotTaken."""
        try:
            return self._taken(run_of(word), "")
        except NotThisForm as error:
            raise NotTaken(f"This link carries no run: {error}.") from None

    def _taken(self, run: SavedRun, name: str) -> Entry:
        identifier = f"upload-{secrets.token_hex(_ID_BYTES)}"
        entry = Entry(identifier, Kind.UPLOAD, run.title or name or "A run without a title", run)
        with self._lock:
            uploads = [one.id for one in self._own.values() if one.kind is Kind.UPLOAD]
            for oldest in uploads[: max(0, len(uploads) - UPLOADS_MOST + 1)]:
                del self._own[oldest]
            self._own[identifier] = entry
        return entry

    @cached_property
    def _shipped(self) -> dict[str, Entry]:
        shipped = (*_lessons(files("hiwater_specs").joinpath("lessons")), *self._teachers)
        return {entry.id: entry for entry in (*_scenarios(), *_findings(), *_witnesses(), *shipped)}

    def _vector(self, identifier: str) -> Entry | None:
        return self._vectors.get(identifier) if identifier.startswith(_VECTOR) else None

    @cached_property
    def _vectors(self) -> dict[str, Entry]:
        vectors = (vector for tier in SHIPPED for vector in shipped_vectors(tier))
        entries = (Entry(vector_id(one), Kind.VECTOR, f"{one.id}: {one.title}", one) for one in vectors)
        return {entry.id: entry for entry in entries}


def vector_id(vector: SavedRun) -> str:
    """Under which a shipped vector can be opened."""
    return f"{_VECTOR}{vector.id.lower()}"


def _checked(document: Any) -> SavedRun:
    try:
        run = run_from_wire(document)
    except NotThisForm as error:
        raise NotTaken(f"This is no run of the protocol: {error}.") from None
    if len(run.steps) > STEPS_MOST:
        raise NotTaken(f"This run has {len(run.steps):,} steps; {STEPS_MOST:,} at most can be opened.")
    return run


def _scenarios() -> Iterator[Entry]:
    for run in all_scenarios().values():
        yield Entry(f"scenario-{run.id}", Kind.SCENARIO, run.title, run)


def _findings() -> Iterator[Entry]:
    for finding in all_findings():
        yield Entry(f"finding-{finding.id.lower()}", Kind.FINDING, f"{finding.id}: {finding.title}", finding)


def _lessons(folder: Traversable) -> Iterator[Entry]:
    """By number, then by name. Raises NotTaken for a file that is no run."""
    named = [(_LESSON_FILE.fullmatch(path.name), path) for path in folder.iterdir()]
    for match, path in sorted(
        ((match, path) for match, path in named if match is not None), key=lambda one: (int(one[0][1] or 0), one[0][2])
    ):
        try:
            run = read_run(path)
        except (NotThisForm, OSError) as error:
            raise NotTaken(f"{path} is no lesson: {error}.") from None
        yield Entry(f"lesson-{match[2].lower()}", Kind.LESSON, run.title or match[2], run)


def _witnesses() -> Iterator[Entry]:
    for path in sorted(files("hiwater_specs").joinpath("states").iterdir(), key=lambda path: path.name):
        named = _WITNESS_FILE.fullmatch(path.name)
        if named is not None:
            run = read_run(path)
            yield Entry(f"witness-{named[1].lower()}", Kind.WITNESS, f"{named[1]}: {run.title}", run)
