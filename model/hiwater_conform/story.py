"""A run told step by step: who did what at which line of audit_io.c, what came of it, under which clause."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from hiwater_conform.clauses import ClauseError, clause_registry
from hiwater_conform.comparison import Divergence
from hiwater_conform.observation import Observer
from hiwater_conform.runs import SavedRun
from hiwater_conform.shrink import Stage
from hiwater_conform.wire_events import event_to_wire
from hiwater_conform.wire_steps import step_to_wire
from hiwater_conform.wire_values import Wire, text_of
from hiwater_model.configuration import Configuration
from hiwater_model.machine import Machine
from hiwater_model.relation import Outcome, apply, start
from hiwater_model.steps import Run, Step

_LONGEST_VALUE = 60


class _Moment(NamedTuple):
    """One step of a story: the machine before, what was done, what came of it."""

    before: Machine
    step: Step
    outcome: Outcome


def tell(divergence: Divergence, implementation: str) -> str:
    """The story of a divergence; `implementation` is what the other side is called."""
    story = tell_run(divergence.configuration, divergence.steps)
    return "\n".join([story, "", *_difference(divergence, implementation)])


def tell_run(configuration: Configuration, steps: Sequence[Step]) -> str:
    """The story of a run of the model. The steps must be enabled."""
    observer, lines = Observer(configuration), list(_setting(configuration))
    for number, moment in enumerate(_moments(configuration, steps), 1):
        clause = f"   [{moment.outcome.clause}]" if moment.outcome.clause else ""
        lines.append(f"{number:4}. {_act(moment, observer.names)}{clause}")
        lines.extend(f"        {what}" for what in _consequences(moment, observer))
    return "\n".join(lines)


def saved(divergence: Divergence, stages: Sequence[Stage], implementation: str) -> SavedRun:
    """The divergence as a run that can be saved and replayed; its expectations are the model's answers."""
    observer = Observer(divergence.configuration)
    expectations: list[dict[str, Wire]] = []
    for after, (before, _, outcome) in enumerate(_moments(divergence.configuration, divergence.steps), 1):
        events = [event_to_wire(event, observer.names) for event in outcome.events]
        answer = {"events": events, "changed": observer.changed(before, outcome.machine)}
        expectations.append({"after": after, "answer": answer})
    difference = divergence.difference
    return SavedRun(
        divergence.configuration,
        divergence.steps,
        title=f"{implementation} differs from the model in {difference.key}",
        expectations=tuple(expectations),
        stages=tuple(stage._asdict() for stage in stages),
        divergence={
            "implementation": implementation,
            "step": len(divergence.steps),
            "key": difference.key,
            "expected": difference.expected,
            "actual": difference.actual,
            "clause": difference.clause,
        },
    )


def clause_sentence(clause: str | None) -> str:
    """A clause with its sentence and source, if the clause data has it."""
    if clause is None:
        return "no clause"
    try:
        found = clause_registry().find(clause)
    except (ClauseError, OSError):
        return clause
    source = f" ({found.source})" if found.source else ""
    return f"{clause}: {found.sentence}{source}"


def _moments(configuration: Configuration, steps: Sequence[Step]) -> Iterator[_Moment]:
    machine = start(configuration)
    for step in steps:
        outcome = apply(machine, step)
        yield _Moment(machine, step, outcome)
        machine = outcome.machine


def _difference(divergence: Divergence, implementation: str) -> Iterator[str]:
    difference = divergence.difference
    after = f"After step {len(divergence.steps)}" if divergence.steps else "Before the first step"
    yield f"{after}, {difference.key} differs:"
    yield f"  {'model':12} {_short(difference.expected, 400)}"
    yield f"  {implementation:12} {_short(difference.actual, 400)}"
    yield f"Clause {clause_sentence(difference.clause)}"


def _setting(configuration: Configuration) -> Iterator[str]:
    yield (
        f"Profile {configuration.profile.value}, {configuration.width} bits, {configuration.granularity.value} steps,"
        f" limits {configuration.limits.value}, audit_policy {configuration.policy:#x},"
        f" {'' if configuration.loaded else 'not '}loaded{'' if configuration.memory else ', no memory'}"
    )
    for number, zone in enumerate(configuration.zones):
        yield (
            f"zone{number} {zone.name.decode()}: state {zone.state}, policy {zone.policy:#x},"
            f" high water {zone.high_water}, low water {zone.low_water}, buffer {zone.buffer_size},"
            f" door {zone.door}, output thread {'active' if zone.active else 'not there'}"
        )
    for number, thread in enumerate(configuration.threads):
        yield f"user{number}: zone {thread.zone}, cached state {thread.cache}, system call {thread.syscall}"


def _act(moment: _Moment, names: tuple[str, ...]) -> str:
    step = moment.step
    if isinstance(step, Run):
        wait = moment.before.threads[step.thread].wait
        zone = "" if wait.zone is None else f" of zone {wait.zone}"
        at = f"line {wait.at}" if isinstance(wait.at, int) else f"{wait.at}"
        return f"{names[step.thread]} goes on at {at}: {wait.kind} {wait.what}{zone}"
    wire = step_to_wire(step, names)
    kind = wire.pop("step")
    thread = wire.pop("thread", None)
    if kind == "call":
        function = wire.pop("function")
        arguments = ", ".join(f"{key}={_short(value)}" for key, value in wire.items())
        return f"{thread} calls {function}({arguments})"
    if kind == "answer":
        return f"the door answers {thread}: error {wire['error']}, reply {_short(wire['reply'])}"
    return " ".join([kind, *(f"{key}={_short(value)}" for key, value in wire.items())])


def _consequences(moment: _Moment, observer: Observer) -> Iterator[str]:
    for event in moment.outcome.events:
        wire = event_to_wire(event, observer.names)
        name = wire.pop("event")
        yield f"* {name} " + ", ".join(f"{key} {_short(value)}" for key, value in wire.items())
    changed = observer.changed(moment.before, moment.outcome.machine)
    if changed:
        yield "- " + ", ".join(f"{key} {_short(value)}" for key, value in changed.items())


def _short(value: Wire, longest: int = _LONGEST_VALUE) -> str:
    text = value if isinstance(value, str) else text_of(value)
    return text if len(text) <= longest else f"{text[: longest - 1]}… ({len(text)} characters)"
