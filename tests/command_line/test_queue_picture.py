"""The picture of the queue shows who sleeps, how full it is, and what the reader does."""

from typing import Any

import pytest

from hiwater_conform.observation import Observer
from hiwater_inspector.command_line.queue_picture import ASCII, UNICODE, glyphs_for, picture, plain
from hiwater_model.examples import GLOBAL_ZONE, WORLD, take
from hiwater_model.relation import start
from hiwater_model.steps import Answer, AuClose, AuWrite, Call, Run, Step

READER = 4


def close_one(thread: int) -> tuple[Step, ...]:
    """One record by this thread."""
    return Call(thread, AuWrite("thread", (b"x",))), Call(thread, AuClose(0, "thread", 1, 5, 0, None))


def drawn(*steps: Step, **zone: Any) -> str:
    """The picture after these steps, in ASCII and without what stands around it."""
    world = WORLD._replace(zones=(GLOBAL_ZONE._replace(**zone),))
    machine, _ = take(start(world), *steps)
    return " ".join(plain(picture(Observer(world).observation(machine), ASCII)).split())


@pytest.mark.parametrize(
    ("steps", "zone", "says"),
    [
        ((), {}, "-> | . : . -> reader not run yet -> door 7"),
        ((), {"low_water": 0}, "-> | . . : -> reader not run yet -> door 7"),
        ((Run(READER),), {"high_water": 4}, "-> | . . . : . -> reader asleep -> door 7"),
        ((*close_one(0), Run(READER)), {}, "-> | . : # -> reader at the door -> door 7"),
        ((*close_one(0), *close_one(0), *close_one(1)), {}, "user1 asleep -> | # : # -> reader not run yet -> door 7"),
        (
            (*close_one(0), *close_one(0), *close_one(1), Run(READER), Answer(READER, 0, 0)),
            {},
            "user1 woken -> | . : # -> reader at the door -> door 7",
        ),
        ((Run(READER), *close_one(0)), {"low_water": 0}, "-> | . # : -> reader woken -> door 7"),
        (
            (*close_one(0), *close_one(0), *close_one(1)),
            {"policy": 1},
            "-> | # : # -> reader not run yet -> door 7 dropped: 1",
        ),
        ((*close_one(0), Run(READER), Answer(READER, 4, None)), {}, "-> | . : # -> no reader -> no door"),
    ],
)
def test_pictures(steps: tuple[Step, ...], zone: dict[str, int], says: str) -> None:
    """Writers stand on the left, the reader and its door on the right, records between."""
    assert drawn(*steps, **zone) == says


def test_records_above_high_water_stand_before_the_wall() -> None:
    """A record that was queued without room for it is drawn outside."""
    seen = Observer(WORLD).observation(start(WORLD)) | {"zone0.count": 3}
    assert "# | # : # " in plain(picture(seen, ASCII))


@pytest.mark.parametrize(
    ("encoding", "glyphs"), [("utf-8", UNICODE), ("ascii", ASCII), ("latin-1", ASCII), (None, ASCII), ("none", ASCII)]
)
def test_characters_fit_the_terminal(encoding: str | None, glyphs: object) -> None:
    """A terminal that lacks the characters gets others."""
    assert glyphs_for(encoding) is glyphs
