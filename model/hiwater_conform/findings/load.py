"""Reads the findings of specs/hiwater_specs/findings/ into typed values and refuses what is no finding.

`all_findings()` is the shipped data, read once. A finding is a run of the protocol; `findings/schema.json` narrows it.
"""

import dataclasses
import difflib
import json
import re
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from hiwater_conform.findings.errors import MalformedFinding, UnknownFinding
from hiwater_conform.findings.finding import REQUIRED, Finding, NotModelled
from hiwater_conform.runs import SavedRun, read_run
from hiwater_conform.wire_values import NotThisForm, fields_of, list_of

FINDING_FILE = re.compile(r"[QW][0-9]+[a-z]?-[a-z0-9-]+\.json")
NOT_MODELLED_FILE = "not_modelled.json"


def findings_folder() -> Traversable:
    """The folder of the shipped findings."""
    return files("hiwater_specs").joinpath("findings")


@cache
def all_findings() -> tuple[Finding, ...]:
    """Every shipped finding, quirks first, by number. Raises MalformedFinding for the first file that is broken."""
    folder = findings_folder()
    names = sorted(entry.name for entry in folder.iterdir() if FINDING_FILE.fullmatch(entry.name))
    return tuple(read_finding(folder.joinpath(name)) for name in names)


def finding_named(identifier: str) -> Finding:
    """The finding with this id, in whatever case and with or without leading zeros. Raises UnknownFinding."""
    known = {finding.id.lower(): finding for finding in all_findings()}
    wanted = re.sub(r"^([qw])0+(?=[0-9])", r"\1", identifier.lower())
    if wanted in known:
        return known[wanted]
    near = [one for one in known if wanted and re.fullmatch(re.escape(wanted) + "[a-z]", one)]
    near += [one for one in difflib.get_close_matches(wanted, known, n=3, cutoff=0.5) if one not in near]
    raise UnknownFinding(identifier, tuple(known[one].id for one in near))


def not_modelled() -> tuple[NotModelled, ...]:
    """The quirks without a run, each with the reason."""
    try:
        listed = json.loads(findings_folder().joinpath(NOT_MODELLED_FILE).read_text(encoding="utf-8"))
        rows = [fields_of("quirk", row, ("quirk", "title", "reason")) for row in list_of("list", listed)]
    except NotThisForm as error:
        raise MalformedFinding(NOT_MODELLED_FILE, error.where, error.why) from None
    except (OSError, ValueError) as error:
        raise MalformedFinding(NOT_MODELLED_FILE, "file", f"JSON in UTF-8 ({error})") from None
    return tuple(NotModelled(*map(str, row)) for row in rows)


def read_finding(file: Traversable) -> Finding:
    """Read one file. Raises MalformedFinding."""
    try:
        finding = finding_of(read_run(file))
    except NotThisForm as error:
        raise MalformedFinding(file.name, error.where, error.why) from None
    except OSError as error:
        raise MalformedFinding(file.name, "file", f"cannot be read ({error.strerror})") from None
    stem = re.sub(r"^([QW])0*", r"\1", file.name).partition("-")[0]
    if stem != finding.id:
        raise MalformedFinding(file.name, "id", f"{stem}, as the file's name says, not {finding.id!r}")
    return finding


def finding_of(run: SavedRun) -> Finding:
    """The run as a finding; raises NotThisForm for one that lacks a part."""
    parts = {field.name: getattr(run, field.name) for field in dataclasses.fields(run)}
    missing = [part for part in REQUIRED if not parts[part]]
    if missing:
        raise NotThisForm("finding", f"a run with {', '.join(missing)}")
    return Finding(**parts)
