"""What layers have shown, as records: written by the run that showed it, stale when its sources have changed.

A record stands in the specification's `evidence/<layer>.json`; a user's own run stands in that user's cache folder and
goes before it, unless it looked at less. Each names its level (sampled, exhaustive, symbolic, inductive …), its scope,
and its clauses.
"""

import json
import os
import platform
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from enum import Enum
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

from hiwater_check.layer import Effort
from hiwater_check.layers import Layer
from hiwater_check.running import Ended
from hiwater_conform.digest import digest_of_files, model_digest
from hiwater_conform.evidence import write_record


class Standing(Enum):
    """Whether a record is about the sources that are here."""

    FRESH = "fresh"
    STALE = "stale"
    NEVER_RUN = "never run"


class Recorded(NamedTuple):
    """What is on record of a layer; the document is empty if it was never run."""

    layer: Layer
    standing: Standing
    document: Mapping[str, Any]


def folder_of_specification() -> Path:
    """Where the records of a checkout stand."""
    return Path(str(files("hiwater_specs"))) / "evidence"


def folder_of_user() -> Path:
    """Where the records of a user's own runs stand."""
    cache = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(cache) / "hiwater" / "evidence"


def record(ended: Ended, effort: Effort, folder: Path) -> Path:
    """Write what a layer showed, in words and as a document, into a folder of records. Raises OSError."""
    layer = ended.layer
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{layer.name}.json"
    write_record(
        {
            "layer": layer.name,
            "level": layer.level,
            "date": datetime.now(UTC).strftime("%Y-%m-%d"),
            "effort": effort.value,
            "seconds": round(ended.seconds, 1),
            "python": f"{platform.python_implementation()} {platform.python_version()}",
            "machine": f"{platform.system()} {platform.machine()}",
            "sources": digest_of(layer),
            "lines": list(ended.lines),
            "shown": ended.document,
        },
        path,
    )
    return path


def recorded(layer: Layer, *, users: bool = True) -> Recorded:
    """The record of a layer: of the fresh ones that of the greatest effort; the user's own goes before an equal one."""
    found = [folder_of_specification()]
    if users:
        found.insert(0, folder_of_user())
    documents = list(_documents(layer, found))
    digest = digest_of(layer)
    fresh = [document for document in documents if document.get("sources") == digest]
    if fresh:
        return Recorded(layer, Standing.FRESH, max(fresh, key=_effort_of))
    if documents:
        return Recorded(layer, Standing.STALE, documents[0])
    return Recorded(layer, Standing.NEVER_RUN, {})


def _effort_of(document: Mapping[str, Any]) -> int:
    efforts = [effort.value for effort in Effort]
    return efforts.index(document["effort"]) if document.get("effort") in efforts else 0


def digest_of(layer: Layer) -> str:
    """The digest of the model and of what else the layer's evidence is about."""
    return digest_of_files(_sources_of(layer), model_digest().encode())


def _sources_of(layer: Layer) -> Iterator[tuple[str, Path]]:
    for folder in sorted({layer.package.replace(".", "/"), *layer.looks_at}):
        top, _, inner = folder.partition("/")
        root = Path(str(files(top))) / inner
        for path in sorted(path for path in root.rglob("*") if path.suffix in (".py", ".toml", ".tla")):
            yield f"{folder}/{path.relative_to(root).as_posix()}", path


def _documents(layer: Layer, folders: list[Path]) -> Iterator[dict[str, Any]]:
    for folder in folders:
        try:
            document = json.loads((folder / f"{layer.name}.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        if isinstance(document, dict) and isinstance(document.get("shown"), dict):
            yield document
