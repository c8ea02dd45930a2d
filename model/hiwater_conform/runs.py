"""A saved run: the interchange format of findings, counterexamples, scenarios and traces, read and written.

See `run` in `specs/hiwater_specs/protocol/schema.json`. Every part but configuration and steps may be absent.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from hiwater_conform.wire_configuration import configuration_from_wire, configuration_to_wire
from hiwater_conform.wire_steps import step_from_wire, step_to_wire
from hiwater_conform.wire_values import PROTOCOL_VERSION, NotThisForm, Wire, list_of, text_of, thread_names
from hiwater_model.configuration import Configuration
from hiwater_model.steps import Step


@dataclass(frozen=True, slots=True)
class SavedRun:
    """A configuration and steps, with what is told about them."""

    configuration: Configuration
    steps: tuple[Step, ...]
    title: str = ""
    expectations: tuple[dict[str, Wire], ...] = ()
    """What must be seen: `after` so many steps, `answer` (a step's whole answer), `holds`, `events`, `absent`."""
    stages: tuple[dict[str, Wire], ...] = ()
    """How the run was shrunk: each stage's name, steps and seconds."""
    divergence: dict[str, Wire] | None = None
    """Which implementation differed, at which step (counted from 1), in which key, under which clause."""
    notes: tuple[dict[str, Wire], ...] = ()
    """Remarks, each with the number of its `step`, counted from 1."""
    questions: tuple[dict[str, Wire], ...] = ()


_OPTIONAL = ("title", "expectations", "stages", "divergence", "notes", "questions")


def run_to_wire(run: SavedRun) -> dict[str, Wire]:
    """The run, without its empty parts."""
    names = thread_names(run.configuration)
    wire: dict[str, Wire] = {"protocol": PROTOCOL_VERSION}
    if run.title:
        wire["title"] = run.title
    wire["configuration"] = configuration_to_wire(run.configuration)
    wire["steps"] = [step_to_wire(step, names) for step in run.steps]
    for part in _OPTIONAL[1:]:
        if getattr(run, part):
            wire[part] = getattr(run, part)
    return wire


def run_from_wire(value: Wire) -> SavedRun:
    """The run; raises NotThisForm for anything else. Whether its steps are enabled is the model's to say.

    A finding or scenario is a run with more parts; these are left out.
    """
    if not isinstance(value, dict) or not {"protocol", "configuration", "steps"} <= set(value):
        raise NotThisForm("run", "an object with protocol, configuration and steps")
    if value["protocol"] != PROTOCOL_VERSION:
        raise NotThisForm("run", f"protocol {PROTOCOL_VERSION}, not {value['protocol']!r}")
    configuration = configuration_from_wire(value["configuration"])
    names = thread_names(configuration)
    return SavedRun(
        configuration,
        tuple(step_from_wire(step, names) for step in list_of("steps", value["steps"])),
        title=str(value.get("title", "")),
        divergence=value.get("divergence"),
        expectations=tuple(list_of("expectations", value.get("expectations", []))),
        stages=tuple(list_of("stages", value.get("stages", []))),
        notes=tuple(list_of("notes", value.get("notes", []))),
        questions=tuple(list_of("questions", value.get("questions", []))),
    )


def run_text(run: SavedRun) -> str:
    """The run as JSON text, one step a line, so that two runs can be compared by eye."""
    parts = []
    for key, value in run_to_wire(run).items():
        if isinstance(value, (list, tuple)):
            rows = ",\n".join(f"  {text_of(one)}" for one in value)
            parts.append(f' "{key}": [\n{rows}\n ]')
        else:
            parts.append(f' "{key}": {text_of(value)}')
    return "{\n" + ",\n".join(parts) + "\n}\n"


def read_run(path: Path) -> SavedRun:
    """Read a run file. Raises NotThisForm if it is none, OSError if it cannot be read."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise NotThisForm(str(path), f"JSON ({error})") from None
    return run_from_wire(value)


def write_run(path: Path, run: SavedRun) -> None:
    """Write a run file."""
    path.write_text(run_text(run), encoding="utf-8")
