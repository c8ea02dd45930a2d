"""Each step of the model is a step of the counted queue; a model that wakes wrongly has steps that are none."""

from collections.abc import Callable
from typing import Any

import pytest

from hiwater_check.induction.edges import first_problem, random_edges
from hiwater_check.induction.image import edge_problem, image, start_problem
from hiwater_model.examples import WORLD
from hiwater_model.neighbours import output_thread
from hiwater_model.producers import block, enqueue
from hiwater_model.reader import dequeue
from hiwater_model.relation import apply, start
from hiwater_model.steps import AuClose, AuUwrite, Call, Run

EDGES = 6_000


def test_steps_of_random_runs_are_steps_of_the_abstraction() -> None:
    """At both granularities; and every field of the image changes in some."""
    tried = first_problem(EDGES, 7)
    assert tried.problem is None
    assert {"queued", "asleep", "woken", "reader_asleep", "in_flight", "high", "removed"} <= set(tried.changed)


def test_a_sleeping_writer_is_counted() -> None:
    """High water 1: the second record's writer sleeps, and so says the image."""
    zone = WORLD.zones[0]._replace(high_water=1, low_water=0)
    machine = start(WORLD._replace(zones=(zone,)))
    token, close = AuUwrite((b"x",)), AuClose(0, "thread", 1, 5, 0, None)
    for step in (Run(4), Call(0, token), Call(0, close), Call(1, token), Call(1, close)):
        machine = apply(machine, step).machine
    seen = image(machine)
    assert (seen.queued, seen.writers, seen.asleep, seen.reader_woken, seen.enqueued) == (1, 1, 1, 1, 1)


@pytest.mark.parametrize(
    ("place", "name", "wrong"),
    [
        (dequeue, "writers_are_woken", lambda *_: False),
        (dequeue, "writers_are_woken", lambda count, low, writers: writers != 0 and count < low),
        (enqueue, "reader_is_woken", lambda *_: False),
        (enqueue, "is_full", lambda *_: False),
        (block, "is_full", lambda *_: False),
    ],
)
def test_a_faulty_model_has_steps_that_are_none(
    place: Any, name: str, wrong: Callable[..., bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lost broadcasts, wrong marks, no look at the mark: the abstraction cannot follow."""
    monkeypatch.setattr(place, name, wrong)
    tried = first_problem(100_000, 1)
    assert tried.problem is not None
    assert tried.steps > 0


def test_a_reader_that_rests_with_records_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """The output thread's own look at the queue is judged too."""
    true = output_thread._sleep_or_drain

    def rests(draft: Any, frame: Any) -> None:
        queue = draft.zones[frame.zone].queue
        if queue.count == 1:
            draft.set_queue(frame.zone, "OUTPUT-04", reader=1)
            draft.park("count", "output:rblocked", "rblocked", frame.zone, 1)
        else:
            true(draft, frame)

    monkeypatch.setattr(output_thread, "_sleep_or_drain", rests)
    tried = first_problem(100_000, 1)
    assert tried.problem is not None
    assert tried.steps > 0


def test_a_machine_with_someone_counted_is_no_beginning() -> None:
    """Nothing has happened to a machine at its start; a count that is there already would never be explained."""
    machine = start(WORLD)
    assert start_problem(machine) is None
    zone = machine.zones[0]
    counted = machine._replace(zones=(zone._replace(queue=zone.queue._replace(writers=1)),))
    assert "writers=1" in str(start_problem(counted))


def test_a_halted_machine_has_no_edges() -> None:
    """What comes after a halt is not the queue's."""
    halted = [edge for edge in random_edges(3_000, 3) if edge[2].halted is not None]
    assert halted
    assert all(edge_problem(*edge) is None for edge in halted)
