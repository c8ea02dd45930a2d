"""Driven runs for the tests, closed behind each: an implementation's threads do not end by themselves."""

import time
from collections.abc import Callable, Iterator

import pytest

from hiwater_inspector.web.queue.driven import DrivenRun
from hiwater_inspector.web.queue.runs import NewRun, Runs
from hiwater_inspector.web.shelf.shelf import Shelf

Drive = Callable[..., DrivenRun]
DEADLINE_SECONDS = 30.0


@pytest.fixture(scope="session")
def shelf() -> Shelf:
    """All saved runs."""
    return Shelf()


@pytest.fixture
def runs(shelf: Shelf) -> Iterator[Runs]:
    """A store without runs."""
    runs = Runs(shelf)
    yield runs
    runs.close()


@pytest.fixture
def drive(runs: Runs) -> Drive:
    """Begin a driven run."""

    def begin(**order: object) -> DrivenRun:
        run = runs.create(NewRun.model_validate(order))
        assert isinstance(run, DrivenRun)
        return run

    return begin


def until_stopped(run: DrivenRun) -> None:
    """Wait for the end of a run to a condition."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    while run.state().running:
        assert time.monotonic() < deadline, "the run did not stop"
        time.sleep(0.01)
