"""A divergence told and saved: the run that shows it, who did what, and the clause that is blamed."""

from collections.abc import Sequence
from typing import Final

from hiwater_conform.comparison import Divergence
from hiwater_conform.difference import MISSING, Difference, as_lists
from hiwater_conform.model_adapter import ModelAdapter
from hiwater_conform.observation import Observer
from hiwater_conform.replaying import replay
from hiwater_conform.run_parts import Expectation, SeenDifference, ShrinkingStage
from hiwater_conform.runs import SavedRun
from hiwater_conform.telling import clause_sentence, told, wrapped
from hiwater_conform.wire_events import EVENT_NAMES, event_to_wire
from hiwater_conform.wire_values import Wire
from hiwater_model.events import Event
from hiwater_model.relation import apply, start

__all__ = ["clause_sentence", "saved", "tell", "tell_saved"]

WIDTH: Final = 110
_SAID_BY_ALL: Final = {*EVENT_NAMES.values()} - {"undefined"}


def tell(divergence: Divergence, implementation: str) -> str:
    """The story of a divergence; `implementation` is what the other side is called."""
    return tell_saved(saved(divergence, (), implementation))


def tell_saved(run: SavedRun) -> str:
    """The story of a saved run of any kind, as the model lives it."""
    return "\n".join(wrapped(told(replay(run, ModelAdapter())), WIDTH))


def saved(divergence: Divergence, stages: Sequence[ShrinkingStage], implementation: str) -> SavedRun:
    """The divergence as a run that can be saved and replayed: it expects of the last step what the model does."""
    difference = divergence.difference
    return SavedRun(
        divergence.configuration,
        divergence.steps,
        title=f"{implementation} differs from the model in {difference.key}",
        expectations=tuple(_expected(divergence)),
        stages=tuple(stages),
        divergence=SeenDifference(
            implementation,
            len(divergence.steps),
            difference.key,
            as_lists(difference.expected),
            as_lists(difference.actual),
            difference.clause,
        ),
    )


def _expected(divergence: Divergence) -> list[Expectation]:
    """What the model does in the last step: its events, what changed, and what differs though it did not change."""
    observer, machine = Observer(divergence.configuration), start(divergence.configuration)
    changed: set[str] = set()
    events: tuple[Event, ...] = ()
    for step in divergence.steps:
        outcome = apply(machine, step)
        changed, events = set(observer.changed(machine, outcome.machine)), outcome.events
        machine = outcome.machine
    changed.add(divergence.difference.key)
    expectation = Expectation(
        len(divergence.steps),
        holds={key: as_lists(value) for key, value in observer.observation(machine).items() if key in changed},
        events=tuple(as_lists(event_to_wire(event, observer.names)) for event in events),
        absent=_unexpected(divergence.difference),
    )
    return [expectation] if expectation.holds or expectation.events or expectation.absent else []


def _unexpected(difference: Difference) -> tuple[dict[str, Wire], ...]:
    """The event that the implementation alone has."""
    event = difference.actual
    alone = difference.key == "events" and difference.expected == MISSING and isinstance(event, dict)
    return (event,) if alone and event.get("event") in _SAID_BY_ALL else ()
