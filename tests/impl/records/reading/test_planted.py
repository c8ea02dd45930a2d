"""A fault planted in any part is seen: the comparison with the model's codec is no formality."""

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from hypothesis import Phase, given, settings

from hiwater_impl.records import framing, looks, one_record, scanning, walking
from hiwater_impl.records.framing import FRAME
from hiwater_impl.records.pieces import DAMAGED_BYTE_COUNT
from tests.impl.records.reading.both import Told, by_fast, by_model
from tests.impl.records.reading.cases import CASES
from tests.impl.records.reading.soups import SOUPS

Planted = tuple[Any, str, Any]


def _returning(value: Any) -> Callable[..., Any]:
    return lambda *_: value


def _shifted(part: Callable[..., int]) -> Callable[..., int]:
    return lambda *arguments: part(*arguments) + (1 if part(*arguments) > 0 else 0)


PLANTED: list[Planted] = [
    (one_record, "is_closed", _returning(False)),
    (one_record, "plausible", _returning(1)),
    (one_record, "inner_end", _returning(0)),
    (one_record, "doubted", lambda _view, end, _claimed: end),
    (one_record, "standing", _returning(1)),
    (one_record, "clean_end", lambda _view, _place, _header, claimed, _dialect: claimed),
    (one_record, "DAMAGED_BYTE_COUNT", DAMAGED_BYTE_COUNT * 2),
    (one_record, "first_trusted", _returning(1 << 40)),
    (scanning, "trailer_end", _returning(0)),
    (scanning, "trusted", _returning(0)),
    (looks, "is_sized", _returning(True)),
    (looks, "known_dialect", _returning(0)),
    (looks, "file_end", _returning(0)),
    (framing, "file_dialect", _returning(2)),
    (framing, "plausible", _returning(1)),
    (walking, "chosen_layout", lambda id_, dialect, _chosen, tables: tables[772 + 528 * dialect + id_]),
    (walking, "string_end", _shifted(walking.string_end)),
    (walking, "missing", _shifted(walking.missing)),
    (walking, "EARLY_TRAILER", walking.NESTED),
]


@cache
def examples() -> list[tuple[bytes, list[Told]]]:
    """The cases, and what chance makes, with what the model's codec says of them."""
    found = dict.fromkeys(CASES.values())

    @settings(max_examples=500, deadline=None, phases=[Phase.generate])
    @given(SOUPS)
    def gather(data: bytes) -> None:
        found[data] = None

    gather()
    return [(data, by_model(data)) for data in found]


def differs(data: bytes, expected: list[Told]) -> bool:
    """Whether the fast codec says something else, or fails."""
    try:
        return by_fast(data) != expected
    except Exception:  # noqa: BLE001
        return True


def test_nothing_planted() -> None:
    """Without a fault the two are equal on all examples."""
    assert not any(differs(*example) for example in examples())


@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: f"{planted[0].__name__.split('.')[-1]}.{planted[1]}")
def test_seen(planted: Planted, monkeypatch: pytest.MonkeyPatch) -> None:
    """One of the examples shows that something is planted."""
    known = examples()
    monkeypatch.setattr(FRAME, "is_worth_compiling", lambda size: False)
    monkeypatch.setattr(*planted)
    assert any(differs(*example) for example in known)
