"""Faults planted into the looks and rules of the codec: the properties and the examples of the rules see each.

That the same checks hold without a fault is what `test_frames`, `test_rules` and `test_damage` say.
"""

from collections.abc import Callable
from typing import Any

import pytest

from hiwater_model.records import frames, walk
from hiwater_model.records.looks import Looks
from hiwater_model.records.search import Search
from tests.model.records import test_damage, test_frames, test_rules

Check = Callable[[], None]


def clean() -> None:
    """Clean trails come out whole."""
    test_frames.clean_ones_are_whole(examples=100)


def lost() -> None:
    """No record beside a damaged one is lost."""
    test_frames.nothing_is_lost(trailer=None, examples=200)


def rules() -> None:
    """The examples of every rule and of every damage."""
    for module in (test_rules, test_damage):
        for name, example in vars(module).items():
            if name.startswith("test_"):
                example()


def any_header(looks: Looks, place: int, current: str) -> int | None:
    """Trust without any confirmation."""
    header = looks.header(place, current)
    return None if header is None else header.claimed


PLANTED: dict[str, tuple[Any, str, Any, Check]] = {
    "nothing is trusted": (Looks, "trusted", lambda *given: None, lost),
    "every header is trusted": (Looks, "trusted", any_header, rules),
    "everything is plausible": (Looks, "plausible", lambda *given: True, lost),
    "nothing is plausible": (Looks, "plausible", lambda *given: False, lost),
    "no record overlaps": (Search, "overlapping", lambda *given: None, rules),
    "every header stands": (frames, "_stands", lambda *given: True, lost),
    "no header stands": (frames, "_stands", lambda *given: False, clean),
    "no trailer closes": (Looks, "closed", lambda *given: False, rules),
    "every count is a size": (Looks, "sized", lambda *given: True, rules),
    "no token ends a record": (frames, "_inner_end", lambda *given: None, rules),
    "no file token stands": (frames, "_stands_between", lambda *given: False, clean),
    "no alternative is tried": (
        frames,
        "best_walk",
        lambda data, start, end, dialect: walk.walk(data, start, end, dialect.table),
        rules,
    ),
}


@pytest.mark.parametrize("fault", PLANTED)
def test_a_planted_fault_is_seen(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the fault in place the check that is named with it fails."""
    *place, check = PLANTED[fault]
    monkeypatch.setattr(*place)
    with pytest.raises(AssertionError):
        check()
