"""A saved run: the one form of findings, counterexamples, scenarios, vectors and traces, read and written.

See `run` in `specs/hiwater_specs/protocol/schema.json`. Every part but configuration and steps may be absent.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources.abc import Traversable
from pathlib import Path

from hiwater_conform.run_parts import (
    Classification,
    Expectation,
    GivenAnswer,
    LiesIn,
    Question,
    SeenDifference,
    ShrinkingStage,
    UndefinedEnd,
)
from hiwater_conform.wire_configuration import configuration_from_wire, configuration_to_wire
from hiwater_conform.wire_run_parts import HEAD, TAIL, PartForm
from hiwater_conform.wire_steps import step_from_wire, step_to_wire
from hiwater_conform.wire_values import PROTOCOL_VERSION, NotThisForm, Wire, list_of, text_of, thread_names
from hiwater_model.configuration import Configuration
from hiwater_model.steps import Step

_REQUIRED = ("protocol", "configuration", "steps")


@dataclass(frozen=True, slots=True)
class SavedRun:
    """A configuration and steps, with what is told about them."""

    configuration: Configuration
    steps: tuple[Step, ...]
    id: str = ""
    title: str = ""
    classification: Classification | None = None
    why: str = ""
    quirks: tuple[str, ...] = ()
    """Numbers in the list of known quirks."""
    lies_in: LiesIn | None = None
    clauses: tuple[str, ...] = ()
    notes: Mapping[int, str] = field(default_factory=dict)
    """A remark about some of the steps, by the number of the step."""
    expectations: tuple[Expectation, ...] = ()
    answers: tuple[GivenAnswer, ...] = ()
    """The whole answer to each step; with a divergence the last one is the implementation's."""
    observation: Mapping[str, Wire] = field(default_factory=dict)
    """Everything that can be seen after the last step."""
    ends: UndefinedEnd | None = None
    stages: tuple[ShrinkingStage, ...] = ()
    divergence: SeenDifference | None = None
    questions: tuple[Question, ...] = ()


def run_to_wire(run: SavedRun) -> dict[str, Wire]:
    """The run, without its empty parts; values may be tuples where JSON has lists."""
    names = thread_names(run.configuration)
    return {
        "protocol": PROTOCOL_VERSION,
        **_parts_to_wire(run, HEAD),
        "configuration": configuration_to_wire(run.configuration),
        "steps": [step_to_wire(step, names) for step in run.steps],
        **_parts_to_wire(run, TAIL),
    }


def run_from_wire(value: Wire) -> SavedRun:
    """The run; raises NotThisForm for anything else. Whether its steps are enabled is the model's to say."""
    if not isinstance(value, dict) or not set(_REQUIRED) <= set(value):
        raise NotThisForm("run", f"an object with {', '.join(_REQUIRED)}")
    if value["protocol"] != PROTOCOL_VERSION:
        raise NotThisForm("protocol", f"{PROTOCOL_VERSION}, not {value['protocol']!r}")
    unknown = set(value) - {*_REQUIRED, *HEAD, *TAIL}
    if unknown:
        raise NotThisForm("run", f"no such part: {', '.join(sorted(unknown))}")
    configuration = configuration_from_wire(value["configuration"])
    names = thread_names(configuration)
    steps = tuple(step_from_wire(step, names) for step in list_of("steps", value["steps"]))
    parts = {part: form.from_wire(value[part], len(steps)) for part, form in {**HEAD, **TAIL}.items() if part in value}
    return SavedRun(configuration, steps, **parts)


def run_text(run: SavedRun) -> str:
    """The run as JSON text, one step a line, so that two runs can be compared by eye."""
    parts = []
    for key, value in run_to_wire(run).items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            rows = ",\n".join(f"  {text_of(one)}" for one in value)
            parts.append(f' "{key}": [\n{rows}\n ]')
        else:
            parts.append(f' "{key}": {text_of(value)}')
    return "{\n" + ",\n".join(parts) + "\n}\n"


def run_from_text(text: str, where: str = "run") -> SavedRun:
    """The run in a JSON text; `where` names the text in errors. Raises NotThisForm if there is none."""
    try:
        value = json.loads(text)
        if "\\u" in text:
            json.dumps(value, ensure_ascii=False).encode()
    except ValueError as error:  # half a character, too, has no form in UTF-8
        raise NotThisForm(where, f"JSON in UTF-8 ({error})") from None
    except RecursionError:
        raise NotThisForm(where, "JSON that is nested less deeply") from None
    return run_from_wire(value)


def read_run(path: Path | Traversable) -> SavedRun:
    """Read a run file. Raises NotThisForm if it is none, OSError if it cannot be read."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise NotThisForm(path.name, f"JSON in UTF-8 ({error})") from None
    return run_from_text(text, path.name)


def write_run(path: Path, run: SavedRun) -> None:
    """Write a run file."""
    path.write_text(run_text(run), encoding="utf-8")


def _parts_to_wire(run: SavedRun, forms: Mapping[str, PartForm]) -> dict[str, Wire]:
    present = ((part, form, getattr(run, part)) for part, form in forms.items())
    return {part: form.to_wire(value) for part, form, value in present if value}
