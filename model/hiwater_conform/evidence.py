"""The record of a campaign against the original C: what ran, with which tools, over which sources.

It is written by the run that obtained it, never typed. It is stale when the model's digest is another one.
"""

import json
import platform
import subprocess
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Final

from hiwater_conform.campaign import Report
from hiwater_conform.digest import model_digest
from hiwater_conform.original.build import compiler
from hiwater_conform.original.source import SEED_DIGEST, Source
from hiwater_conform.wire_values import PROTOCOL_VERSION, Wire

RECORD_AGAIN: Final = "hiwater original --steps 10000000 --record"


class StaleEvidence(Exception):
    """The record is missing, or is about another model; the message says how to record again."""


def original_record(report: Report, source: Source) -> dict[str, Wire]:
    """The record of a campaign in which the original and the model agreed."""
    return {
        "layer": "original",
        "protocol": PROTOCOL_VERSION,
        "date": datetime.now(UTC).strftime("%Y-%m-%d"),
        "tools": {
            "python": f"{platform.python_implementation()} {platform.python_version()}",
            "compiler": compiler_version(),
            "machine": f"{platform.system()} {platform.machine()}",
        },
        "source": {"digest": source.digest, "known": source.digest == SEED_DIGEST},
        "model_digest": model_digest(),
        "scope": report.summary(),
    }


def evidence_path() -> Path:
    """Where the record stands in a checkout."""
    return Path(str(files("hiwater_specs"))) / "evidence" / "original.json"


def write_record(record: dict[str, Wire], path: Path) -> None:
    """Write a record. Raises OSError."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def refuse_stale(path: Path, digest: str) -> None:
    """Raise StaleEvidence unless the record at the path is about the model with this digest."""
    try:
        recorded = json.loads(path.read_text(encoding="utf-8"))["model_digest"]
    except FileNotFoundError:
        raise StaleEvidence(f"the comparison with the original C was never recorded: run `{RECORD_AGAIN}`") from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StaleEvidence(f"{path} is not a record ({error!r}): run `{RECORD_AGAIN}`") from None
    if recorded != digest:
        raise StaleEvidence(
            f"the model has changed since it was compared with the original C: run `{RECORD_AGAIN}` again"
        )


def compiler_version() -> str:
    """The first line of what the compiler says of itself."""
    command = [*compiler(), "--version"]
    try:
        said = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False).stdout
    except OSError:
        return command[0]
    return said.splitlines()[0] if said else command[0]
