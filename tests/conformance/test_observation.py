"""What is said to have changed is exactly what differs between two observations."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from hiwater_conform.generator import RandomSteps
from hiwater_conform.observation import Observer
from hiwater_conform.protocol_schema import complaints
from hiwater_conform.wire_values import text_of
from hiwater_model.configuration import Granularity
from hiwater_model.machine import Machine
from hiwater_model.relation import apply, start


def walk(seed: int, granularity: Granularity, steps: int) -> Iterator[tuple[Observer, Machine, Machine]]:
    """The machines before and after each step of a few random runs."""
    random = RandomSteps(seed)
    while steps > 0:
        configuration = random.configuration(64, granularity)
        observer, machine = Observer(configuration), start(configuration)
        for _ in range(200):
            step = random.step(machine) if machine.halted is None else None
            if step is None:
                break
            after = apply(machine, step).machine
            yield observer, machine, after
            machine = after
            steps -= 1


def read_back(value: Any) -> Any:
    """What an implementation in another language would see."""
    return json.loads(text_of(value))


@pytest.mark.parametrize("granularity", Granularity)
def test_changed_is_the_difference_of_observations(granularity: Granularity) -> None:
    """`changed` has the keys that differ, in the protocol's order, with the values after the step."""
    for observer, before, after in walk(5, granularity, 1500):
        was, now = read_back(observer.observation(before)), read_back(observer.observation(after))
        changed = read_back(observer.changed(before, after))
        assert list(changed) == [key for key in observer.all_keys() if was[key] != now[key]]
        for key, value in changed.items():
            moved = key.endswith(".records")
            assert now[key] == (was[key][value["removed"] :] + value["appended"] if moved else value)


def test_observations_obey_the_schema() -> None:
    """Observations and changes of random runs are what the schema says, keys in the protocol's order."""
    for number, (observer, before, after) in enumerate(walk(6, Granularity.FINE, 600)):
        assert complaints("changed", observer.changed(before, after)) == []
        if number % 20 == 0:
            seen = observer.observation(after)
            assert list(seen) == observer.all_keys()
            assert complaints("observation", seen) == []


def test_a_step_that_changes_nothing_shows_nothing() -> None:
    """Of two equal machines nothing has changed, whether they are one object or two."""
    observer, before, _ = next(walk(7, Granularity.FINE, 1))
    assert observer.changed(before, before) == {}
    assert observer.changed(before, start(before.configuration)) == {}
