"""Vectors as they stand in a folder: a file of JSON lines for each area of the clauses in each tier, and a manifest.

Each line is one run of the protocol. The manifest has the digest of each file, and the clauses without vectors.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Final, NamedTuple

from hiwater_conform.clauses import clause_registry
from hiwater_conform.runs import SavedRun, run_from_text, run_to_wire
from hiwater_conform.vectors import buffers, hostile
from hiwater_conform.wire_values import PROTOCOL_VERSION, NotThisForm, fields_of, list_of, text_of

VERSION: Final = 1
SHIPPED: Final = ("tiny", "small")
"""Tiers that stand in the specification."""
MANIFEST: Final = "manifest.json"
BUFFERS: Final = "daemon/reassembly.jsonl"
HOSTILE: Final = "records/hostile.jsonl"
BESIDE: Final = (BUFFERS, HOSTILE)
"""Files whose vectors are no runs of the queue."""


class Listed(NamedTuple):
    """A file in the manifest; `file` is its path within the folder."""

    file: str
    sha256: str
    vectors: int

    @property
    def tier(self) -> str:
        """The tier that the file belongs to: its folder."""
        return self.file.partition("/")[0]

    @property
    def area(self) -> str:
        """What its vectors are about: an area of the clauses, or the name of the file."""
        return self.file.partition("/")[2].removesuffix(".jsonl")


class Manifest(NamedTuple):
    """What a folder of vectors holds."""

    files: tuple[Listed, ...]
    without: Mapping[str, str]
    """Clauses that have no vectors of the queue, and why."""


def shipped_folder() -> Traversable:
    """The folder of the shipped vectors."""
    return files("hiwater_specs").joinpath("vectors", f"v{VERSION}")


def write_vectors(folder: Path, tiers: Mapping[str, Iterable[SavedRun]], without: Mapping[str, str]) -> Manifest:
    """Write the vectors of some tiers, and those beside them, in the place of what stands there. Raises OSError."""
    names: set[str] = set()
    content = {
        f"{tier}/{area}.jsonl": lines for tier, runs in tiers.items() for area, lines in _by_area(runs, names).items()
    }
    content[BUFFERS] = [text_of(buffers.vector_to_wire(vector)) for vector in buffers.buffers_vectors()]
    content[HOSTILE] = [text_of(hostile.vector_to_wire(vector)) for vector in hostile.hostile_vectors()]
    for old in folder.glob("*/*.jsonl"):
        old.unlink()
    listed = []
    for file, lines in content.items():
        data = "".join(f"{line}\n" for line in lines).encode()
        path = folder.joinpath(*file.split("/"))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        listed.append(Listed(file, hashlib.sha256(data).hexdigest(), len(lines)))
    manifest = Manifest(tuple(listed), dict(without))
    (folder / MANIFEST).write_text(_manifest_text(manifest), encoding="utf-8")
    return manifest


def read_manifest(folder: Traversable) -> Manifest:
    """The manifest of a folder. Raises NotThisForm, OSError."""
    try:
        value = json.loads(folder.joinpath(MANIFEST).read_text(encoding="utf-8"))
    except ValueError as error:
        raise NotThisForm(MANIFEST, f"JSON in UTF-8 ({error})") from None
    version, protocol, listed, without = fields_of(MANIFEST, value, ("vectors", "protocol", "files", "without"))
    if (version, protocol) != (VERSION, PROTOCOL_VERSION):
        raise NotThisForm(MANIFEST, f"vectors {VERSION} of protocol {PROTOCOL_VERSION}, not {version} of {protocol}")
    rows = [fields_of("file", one, Listed._fields) for one in list_of("files", listed)]
    reasons = dict(fields_of("without", one, ("clause", "reason")) for one in list_of("without", without))
    return Manifest(tuple(Listed(str(file), str(digest), int(count)) for file, digest, count in rows), reasons)


def lines_of(folder: Traversable, listed: Listed) -> Iterator[tuple[str, str]]:
    """The lines of a file, each with where it stands. Raises NotThisForm if it is not as listed, OSError."""
    content = folder.joinpath(*listed.file.split("/")).read_bytes()
    if hashlib.sha256(content).hexdigest() != listed.sha256:
        raise NotThisForm(listed.file, "the bytes whose digest stands in the manifest: it was changed, or cut short")
    for number, line in enumerate(content.decode().splitlines(), start=1):
        yield f"{listed.file}, line {number}", line


def read_vectors(folder: Traversable, listed: Listed) -> Iterator[SavedRun]:
    """The vectors of a file of runs. Raises NotThisForm, OSError."""
    for where, line in lines_of(folder, listed):
        yield run_from_text(line, where)


@cache
def shipped_vectors(tier: str) -> tuple[SavedRun, ...]:
    """The shipped vectors of a tier, without those of smaller ones; read once. Raises NotThisForm if they changed."""
    folder = shipped_folder()
    mine = (listed for listed in read_manifest(folder).files if listed.tier == tier)
    return tuple(vector for listed in mine for vector in read_vectors(folder, listed))


def _by_area(runs: Iterable[SavedRun], names: set[str]) -> dict[str, list[str]]:
    """Lines by area, without those that are in `names` already: a smaller tier has them. All are, afterwards."""
    find = clause_registry().find
    lines: dict[str, list[str]] = defaultdict(list)
    for run in runs:
        if run.id not in names:
            names.add(run.id)
            lines[find(run.clauses[0]).area].append(text_of(run_to_wire(run)))
    return dict(sorted(lines.items()))


def _manifest_text(manifest: Manifest) -> str:
    document: dict[str, Any] = {
        "vectors": VERSION,
        "protocol": PROTOCOL_VERSION,
        "files": [one._asdict() for one in manifest.files],
        "without": [{"clause": clause, "reason": reason} for clause, reason in manifest.without.items()],
    }
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"
