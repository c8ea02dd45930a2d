"""The record of a long check: what ran and agreed, over which model and which implementation.

It is written by the run that obtained it, part by part; a part of another model or implementation is left out of the
next record.
"""

import json
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import hiwater_impl
from hiwater_conform.digest import digest_of_files, model_digest
from hiwater_conform.evidence import write_record
from hiwater_conform.wire_values import PROTOCOL_VERSION
from hiwater_inspector.command_line.checking.part import Seen
from hiwater_inspector.command_line.planting import PARTS


def evidence_path() -> Path:
    """Where the record stands in a checkout."""
    return Path(str(files("hiwater_specs"))) / "evidence" / "implementation.json"


def implementation_digest() -> str:
    """The digest of what is judged: pipeline, surroundings, lockstep."""
    folder = Path(hiwater_impl.__file__).parent
    paths = sorted(path for part in PARTS for path in (folder / part).rglob("*.py"))
    return digest_of_files((path.relative_to(folder).as_posix(), path) for path in paths)


def record(seen: Sequence[Seen], path: Path) -> None:
    """Put what agreed beside the parts recorded already, if those are about the same sources. Raises OSError."""
    digests = {"model_digest": model_digest(), "implementation_digest": implementation_digest()}
    write_record(
        {
            "layer": "implementation",
            "protocol": PROTOCOL_VERSION,
            **digests,
            "parts": {**_parts_of(path, digests), **{one.name: _part(one) for one in seen}},
        },
        path,
    )


def _part(one: Seen) -> dict[str, Any]:
    return {
        "date": datetime.now(UTC).strftime("%Y-%m-%d"),
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "machine": f"{platform.system()} {platform.machine()}",
        **one.document,
    }


def _parts_of(path: Path, digests: dict[str, str]) -> dict[str, Any]:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if any(document.get(name) != value for name, value in digests.items()):
        return {}
    parts: dict[str, Any] = document["parts"]
    return parts
