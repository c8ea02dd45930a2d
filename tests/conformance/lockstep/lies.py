"""Adapters that are the model but for one lie each: faults that a real implementation could have."""

from collections.abc import Callable

from hiwater_conform.adapter import AdapterEnded
from hiwater_conform.model_adapter import ModelAdapter
from hiwater_model.constants import COMPLETE, FIRST, LAST, MIDDLE
from hiwater_model.events import Asked, Broadcast, Event, Halted, Returned
from hiwater_model.machine import Machine, Zone
from hiwater_model.relation import NotEnabled, Outcome, apply
from hiwater_model.steps import Answer, Auditdoor, Call, SetPolicy, Step

Lie = Callable[[Machine, Step], Outcome]


class Liar(ModelAdapter):
    """The model, with a lie in the place of its relation."""

    def __init__(self, lie: Lie) -> None:
        super().__init__()
        self._lie = lie

    def apply(self, machine: Machine, step: Step) -> Outcome:
        """The step as the lie has it."""
        return self._lie(machine, step)


def _with_events(outcome: Outcome, *events: Event) -> Outcome:
    return outcome._replace(events=events)


def _with_zone(outcome: Outcome, zone: Zone) -> Outcome:
    return outcome._replace(machine=outcome.machine._replace(zones=(zone, *outcome.machine.zones[1:])))


def counts_twice(machine: Machine, step: Step) -> Outcome:
    """A record that is queued counts as two."""
    outcome = apply(machine, step)
    zone = outcome.machine.zones[0]
    grown = zone.counters.enqueue - machine.zones[0].counters.enqueue
    return _with_zone(outcome, zone._replace(counters=zone.counters._replace(enqueue=zone.counters.enqueue + grown)))


def drops_an_event(machine: Machine, step: Step) -> Outcome:
    """Nobody says that the reader is woken."""
    outcome = apply(machine, step)
    said = (event for event in outcome.events if not isinstance(event, Broadcast) or event.condition != "read")
    return _with_events(outcome, *said)


def loses_a_wake_up(machine: Machine, step: Step) -> Outcome:
    """Writers that are woken sleep on, and the event says that none slept."""
    outcome = apply(machine, step)
    threads = list(outcome.machine.threads)
    events: list[Event] = []
    for event in outcome.events:
        if isinstance(event, Broadcast) and event.condition == "write":
            for number in event.woke:
                threads[number] = machine.threads[number]
            events.append(event._replace(woke=()))
        else:
            events.append(event)
    return outcome._replace(events=tuple(events), machine=outcome.machine._replace(threads=tuple(threads)))


def mistakes_the_fragment(machine: Machine, step: Step) -> Outcome:
    """The last fragment is a middle one."""
    outcome = apply(machine, step)
    types = {COMPLETE: COMPLETE, FIRST: FIRST, MIDDLE: MIDDLE, LAST: MIDDLE}
    return _with_events(
        outcome,
        *(
            event._replace(type=types.get(event.type, event.type)) if isinstance(event, Asked) else event
            for event in outcome.events
        ),
    )


def damages_a_buffer(machine: Machine, step: Step) -> Outcome:
    """The last byte of a buffer is lost."""
    outcome = apply(machine, step)
    events = (
        event._replace(payload=event.payload[:-1]) if isinstance(event, Asked) else event for event in outcome.events
    )
    return _with_events(outcome, *events)


def refuses_an_answer(machine: Machine, step: Step) -> Outcome:
    """An empty reply of the door is not taken."""
    if isinstance(step, Answer) and step.reply == "unchanged":
        raise NotEnabled(step, "no reply")
    return apply(machine, step)


def dies_of_a_door(machine: Machine, step: Step) -> Outcome:
    """The implementation ends when what is installed is no door."""
    if isinstance(step, Call) and isinstance(step.arguments, Auditdoor) and isinstance(step.arguments.door, str):
        raise AdapterEnded("exit code 139")
    return apply(machine, step)


def forgets_a_policy(machine: Machine, step: Step) -> Outcome:
    """The global word of the policy is never stored."""
    outcome = apply(machine, step)
    if isinstance(step, Call) and isinstance(step.arguments, SetPolicy):
        return outcome._replace(machine=outcome.machine._replace(policy=machine.policy))
    return outcome


def repeats_a_number(machine: Machine, step: Step) -> Outcome:
    """The sequence number of the global zone stands still."""
    outcome = apply(machine, step)
    return _with_zone(outcome, outcome.machine.zones[0]._replace(sequence=machine.zones[0].sequence))


def does_not_halt(machine: Machine, step: Step) -> Outcome:
    """AHLT prints nothing and stops nothing."""
    outcome = apply(machine, step)
    if outcome.machine.halted != "panic":
        return outcome
    events = (event for event in outcome.events if not isinstance(event, Halted))
    return _with_events(outcome._replace(machine=outcome.machine._replace(halted=None)), *events)


def hides_an_error(machine: Machine, step: Step) -> Outcome:
    """Every call that fails with EINVAL says that it did not."""
    outcome = apply(machine, step)
    return _with_events(
        outcome,
        *(
            event._replace(value=0) if isinstance(event, Returned) and event.value == 22 else event
            for event in outcome.events
        ),
    )


LIES: tuple[Lie, ...] = (
    counts_twice,
    drops_an_event,
    loses_a_wake_up,
    mistakes_the_fragment,
    damages_a_buffer,
    refuses_an_answer,
    dies_of_a_door,
    forgets_a_policy,
    repeats_a_number,
    does_not_halt,
    hides_an_error,
)
