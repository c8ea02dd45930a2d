"""Two passages that differ in anything are told apart, by name."""

from typing import Any

import pytest

from hiwater_inspector.command_line.checking.critical.passage import DONE, STAYS, Passage, agreed

SAME = Passage((("enter", 372, "queue lock", 0),), (("synced",),), (0,), DONE, {"queue": (1, 2), "records": []})


def test_equal_passages_give_their_end() -> None:
    """What both sides ended with is given."""
    assert agreed(SAME, SAME) == DONE
    assert agreed(SAME._replace(end=STAYS), SAME._replace(end=STAYS)) == STAYS


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"points": ()}, "points"),
        ({"told": ()}, "told"),
        ({"order": (1,)}, "order"),
        ({"end": STAYS}, "end"),
        ({"left": {"queue": (1, 3), "records": []}}, "queue"),
        ({"left": {"queue": (1, 2)}}, "records"),
        ({"left": {"queue": (1, 2), "records": [(b"x",)]}}, "records"),
    ],
)
def test_difference_is_named(change: dict[str, Any], name: str) -> None:
    """Each part and each group of fields is compared."""
    assert agreed(SAME._replace(**change), SAME) == ("differs", name)


def test_field_more_is_a_difference() -> None:
    """A side that has more to show does not agree."""
    assert agreed(SAME, SAME._replace(left={}))[0] == "differs"
