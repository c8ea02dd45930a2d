"""The record of a campaign: what ran, with which tools, over which sources. It is written by the run, never typed."""

import json
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from hiwater_conform.digest import digest_of_files
from tests.architecture.checkout import ROOT
from tests.records.fuzz.campaign import Report
from tests.records.fuzz.checks import COMPARED_EVERY, PRINTED_EVERY
from tests.specs.records.corpus import trails

RECORD = ROOT / "specs/hiwater_specs/evidence/records.json"
RECORD_AGAIN = "python -m tests.records.fuzz --inputs 1000000 --record"

SOURCES = ("model/hiwater_model/records", "impl/hiwater_impl/records", "impl/hiwater_impl/compiled.py")
"""What a campaign runs on …"""

BUT = ("decoding", "names", "selection")
"""… but for these folders, where nothing reads or writes bytes of records."""


def sources_digest(root: Path = ROOT) -> str:
    """The digest of the sources."""
    tops = (root / source for source in SOURCES)
    paths = (path for top in tops for path in ([top] if top.is_file() else sorted(top.rglob("*.py"))))
    return digest_of_files((path.relative_to(root).as_posix(), path) for path in paths if path.parent.name not in BUT)


def record_of(report: Report, seed: int, digest: str) -> dict[str, Any]:
    """The record of a campaign over the sources with this digest; ValueError when something failed."""
    if report.failures:
        raise ValueError(f"{len(report.failures)} inputs failed")
    return {
        "layer": "records",
        "date": datetime.now(UTC).strftime("%Y-%m-%d"),
        "tools": {
            "python": f"{platform.python_implementation()} {platform.python_version()}",
            "numba": version("numba"),
            "numpy": version("numpy"),
            "machine": f"{platform.system()} {platform.machine()}",
        },
        "sources_digest": digest,
        "scope": {
            "inputs": report.done.inputs,
            "seed": seed,
            "bytes": report.done.bytes,
            "longest_input": report.done.longest,
            "real_trails": len(trails()),
            "compared_with_the_model": report.done.compared,
            "compared_every": COMPARED_EVERY,
            "printed": report.done.printed,
            "printed_every": PRINTED_EVERY,
            "failures": len(report.failures),
            "seconds": round(report.seconds, 1),
            "inputs_per_second": round(report.done.inputs / report.seconds),
        },
    }


def told(path: Path, digest: str) -> str:
    """What the record says and whether it is about the sources with this digest, in a sentence."""
    if not path.is_file():
        return f"never run: `{RECORD_AGAIN}`"
    record = json.loads(path.read_text(encoding="utf-8"))
    scope = record["scope"]
    age = "these sources" if record["sources_digest"] == digest else f"other sources, so stale: `{RECORD_AGAIN}`"
    return f"{record['date']}: {scope['inputs']} inputs, {scope['failures']} failures, on {age}"
