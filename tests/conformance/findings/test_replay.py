"""Every expectation bites: a mended model, and a changed expectation, make the replay fail."""

import dataclasses
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

import pytest

from hiwater_conform.findings import Expectation, Finding, all_findings, finding_named, replay
from hiwater_conform.model_adapter import ModelAdapter
from hiwater_conform.run_parts import Collected, UndefinedEnd
from hiwater_model import draft
from hiwater_model.asynchronous import done, start
from hiwater_model.configuration import Profile
from hiwater_model.constants import NO_AUDIT, POLICY_COUNT, POLICY_SHARED_COUNT, UNSET
from hiwater_model.events import Freed
from hiwater_model.fifo import EMPTY
from hiwater_model.machine import Machine
from hiwater_model.producers import block
from hiwater_model.reader import door
from hiwater_model.relation import Outcome
from hiwater_model.steps import AuEnqueue, Call, SetCondition, SetQueueControl, Step

Mend = Callable[[pytest.MonkeyPatch], None]


class Clears(ModelAdapter):
    """A model whose turn-off clears the queue."""

    def apply(self, machine: Machine, step: Step) -> Outcome:
        """The queue is emptied with the step that turns auditing off."""
        outcome = super().apply(machine, step)
        if not (isinstance(step, Call) and step.arguments == SetCondition(NO_AUDIT)):
            return outcome
        zone = outcome.machine.zones[0]
        cleared = zone._replace(queue=zone.queue._replace(records=EMPTY, count=0))
        return outcome._replace(machine=outcome.machine._replace(zones=(cleared,)))


class Uncaches(ModelAdapter):
    """A model whose turn-off reaches the states that are cached in threads."""

    def apply(self, machine: Machine, step: Step) -> Outcome:
        """No thread has a cached state after the step that turns auditing off."""
        outcome = super().apply(machine, step)
        if not (isinstance(step, Call) and step.arguments == SetCondition(NO_AUDIT)):
            return outcome
        threads = tuple(thread._replace(cache=UNSET) for thread in outcome.machine.threads)
        return outcome._replace(machine=outcome.machine._replace(threads=threads))


class ChecksTheDelay(ModelAdapter):
    """A model that takes a negative delay for 0, which is refused."""

    def apply(self, machine: Machine, step: Step) -> Outcome:
        """The delay is at least 0 before it is looked at."""
        if isinstance(step, Call) and isinstance(step.arguments, SetQueueControl):
            step = step._replace(arguments=step.arguments._replace(delay=max(0, step.arguments.delay)))
        return super().apply(machine, step)


class Frees(ModelAdapter):
    """A model that frees a record which is queued into no context."""

    def apply(self, machine: Machine, step: Step) -> Outcome:
        """The record is freed."""
        outcome = super().apply(machine, step)
        if isinstance(step, Call) and isinstance(step.arguments, AuEnqueue):
            return outcome._replace(events=(Freed("ENQ-01", (1,)), *outcome.events))
        return outcome


def looks_at_scnt(patch: pytest.MonkeyPatch) -> None:
    """W3 mended: SCNT drops as CNT does."""
    patch.setattr(block, "drops_by_policy", lambda policy: policy & (POLICY_COUNT | POLICY_SHARED_COUNT) != 0)


def forgives_when_off(patch: pytest.MonkeyPatch) -> None:
    """Q24 mended: with auditing off the machine goes on."""
    patch.setattr(done, "drop_is_forgiven", lambda state: state != 1)


def gives_up_on_again(patch: pytest.MonkeyPatch) -> None:
    """W4 mended: EAGAIN is an error like any other."""
    patch.setattr(door, "ticks_before_retry", lambda error: 0)


def has_a_larger_table(patch: pytest.MonkeyPatch) -> None:
    """Q23 mended: event 310 is in the table."""
    patch.setattr(start, "LAST_EVENT", 511)


def takes_empty_reply_for_success(patch: pytest.MonkeyPatch) -> None:
    """Q13 mended: an empty reply is a 0."""

    def answered(draft: Any, frame: Any) -> None:
        draft.stack[-1] = frame._replace(result=0)
        draft.park("exit", 568, "door lock", frame.zone)

    patch.setitem(draft.POINTS, 551, answered)


def reads_empty_messages(patch: pytest.MonkeyPatch) -> None:
    """Q18 mended: the daemon takes a message without payload."""
    module = import_module("hiwater_conform.replaying")
    original = module.receive
    patch.setattr(module, "receive", lambda daemon, kind, payload: original(daemon, kind, payload or b"\1" * 4))


@pytest.mark.parametrize(
    ("identifier", "mend"),
    [
        ("W3", looks_at_scnt),
        ("Q24", forgives_when_off),
        ("W4", gives_up_on_again),
        ("Q23", has_a_larger_table),
        ("Q13", takes_empty_reply_for_success),
        ("Q18", reads_empty_messages),
    ],
)
def test_a_mended_model_is_noticed(identifier: str, mend: Mend, monkeypatch: pytest.MonkeyPatch) -> None:
    """With its quirk mended a finding no longer reproduces."""
    mend(monkeypatch)
    assert not replay(finding_named(identifier), ModelAdapter()).reproduced


@pytest.mark.parametrize(
    ("identifier", "adapter"),
    [("Q31", Clears), ("Q33", Clears), ("W2", Uncaches), ("Q35", ChecksTheDelay), ("Q10", Frees)],
)
def test_a_mended_adapter_is_noticed(identifier: str, adapter: type[ModelAdapter]) -> None:
    """With its quirk mended behind the model a finding no longer reproduces."""
    assert not replay(finding_named(identifier), adapter()).reproduced


def test_the_later_file_is_noticed() -> None:
    """Later illumos gives 0 for an empty queue: Q1 is a finding about the file as given."""
    finding = finding_named("Q1")
    later = dataclasses.replace(finding, configuration=finding.configuration._replace(profile=Profile.LATER))
    mismatch = replay(later, ModelAdapter()).mismatch
    assert mismatch is not None
    assert mismatch.subject == "events"


def changed_expectations(finding: Finding) -> Iterator[tuple[str, Finding]]:
    """The finding with one thing changed that it expects, each in turn, with the subject that must be named."""
    for place, one in enumerate(finding.expectations):
        changes: list[tuple[str, Expectation]] = [
            (key, dataclasses.replace(one, holds={**one.holds, key: ["something", "else"]})) for key in one.holds
        ]
        for number, event in enumerate(one.events):
            other = {**event, "event": "synced", "zone": 99}
            events = (*one.events[:number], other, *one.events[number + 1 :])
            changes.append(("events", dataclasses.replace(one, events=events)))
        if one.daemon is not None:
            daemon = Collected((*one.daemon.records, "00"), one.daemon.tossed)
            changes.append(("daemon", dataclasses.replace(one, daemon=daemon)))
        for subject, changed in changes:
            expectations = (*finding.expectations[:place], changed, *finding.expectations[place + 1 :])
            yield subject, dataclasses.replace(finding, expectations=expectations)
    if finding.ends is not None:
        yield "end", dataclasses.replace(finding, ends=UndefinedEnd("something else", finding.ends.line))
        yield "end", dataclasses.replace(finding, ends=UndefinedEnd(finding.ends.reason, 1))
        yield "end", dataclasses.replace(finding, ends=None)


@pytest.mark.parametrize("finding", all_findings(), ids=lambda finding: finding.id)
def test_a_changed_expectation_is_noticed(finding: Finding) -> None:
    """Whatever a finding expects is compared: changing any part of it is a mismatch of that part."""
    for subject, changed in changed_expectations(finding):
        mismatch = replay(changed, ModelAdapter()).mismatch
        assert mismatch is not None
        assert mismatch.subject == subject


def test_a_refused_step_is_a_mismatch() -> None:
    """A step that an implementation refuses ends the replay with its reason."""
    finding = finding_named("Q2")
    mismatch = replay(dataclasses.replace(finding, steps=(*finding.steps[:1], *finding.steps[:1])), Refuses()).mismatch
    assert mismatch is not None
    assert (mismatch.step, mismatch.subject) == (1, "step")
    assert "configure comes first" in str(mismatch)


class Refuses(ModelAdapter):
    """A model that forgets that it was configured."""

    def exchange(self, lines: list[bytes]) -> list[bytes]:
        """Steps are refused."""
        return ModelAdapter().exchange(lines) if b'"do":"step"' in lines[0] else super().exchange(lines)
