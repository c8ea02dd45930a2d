"""The work grows as the trail does, whatever its bytes: looks are counted, not seconds.

A look is one byte or one slice that is taken; a search for a NUL is as many as the bytes that it passes.
"""

from collections.abc import Callable
from typing import Any

import pytest

from hiwater_model.records import decode_trail, frames
from hiwater_model.records.search import Search
from tests.model.records.hand_made import TEXT, header, plain, trailer
from tests.records.strategies import LAYOUTS


class Watched(bytes):
    """Bytes that count how often they are looked at."""

    looks = 0

    def __getitem__(self, key: Any) -> Any:
        self.looks += 1
        return super().__getitem__(key)

    def find(self, sub: Any, *bounds: Any) -> int:
        """Where something is, each byte up to there being a look."""
        found = super().find(sub, *bounds)
        self.looks += (bounds[1] if found < 0 else found) - bounds[0]
        return found


def string(data: bytes) -> bytes:
    """A text token that holds these bytes."""
    return b"\x28" + len(data).to_bytes(2, "big") + data


def claims_far(count: int, body: bytes) -> bytes:
    """A text with a trusted record, whose successor claims `count` bytes that nothing confirms, and more tokens."""
    return string(header(18) + header(count)) + body


SOCKET = bytes.fromhex("2e 0002 0016 7f000001 0401 c0000201")
FAMILIES: dict[str, Callable[[int], bytes]] = {
    "header ids": lambda count: b"\x14" * (count * 40),
    "ids of file tokens": lambda count: b"\x11" * (count * 40),
    "file tokens": lambda count: bytes.fromhex("11 00000001 00000002 0002 6600") * count,
    "tokens of every phase": lambda count: b"\x28" * (count * 40),
    "trailers": lambda count: trailer(18) * count,
    "headers": lambda count: plain() * count,
    "headers that claim all": lambda count: b"".join(header(18 * left) for left in range(count, 0, -1)),
    "headers of no size": lambda count: (header(5) + trailer(25)) * count,
    "clean, unconfirmed, and not sized": lambda count: (plain() + header(5) + trailer(25)) * count,
    "claims over clean tokens": lambda count: header(90) + claims_far(40 * count, TEXT) * count + b"\x05" + plain(),
    "claims over many strings": lambda count: (
        claims_far(30 * count, b"") + b"\x3c\x7f\xff\xff\xff" + (bytes(40) + claims_far(30 * count, b"")) * count
    ),
    "alternatives": lambda count: (header(40 * count) + SOCKET[:9] + header(18) + SOCKET) * count + plain() * count,
}


def looks(data: bytes) -> int:
    """How often the bytes are looked at."""
    watched = Watched(data)
    assert sum(piece.end - piece.start for piece in decode_trail(watched, LAYOUTS)) == len(data)
    return watched.looks


@pytest.mark.parametrize("family", FAMILIES)
def test_twice_the_bytes_are_twice_the_looks(family: str) -> None:
    """Hostile trails of one shape: doubling one at most doubles the looks, but for a tenth."""
    small, large = FAMILIES[family](100), FAMILIES[family](200)
    assert looks(large) <= 2.2 * looks(small) * len(large) / (2 * len(small))


def test_a_search_that_forgets_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the memory of the searches the looks grow with the square."""
    family = FAMILIES["clean, unconfirmed, and not sized"]
    before = looks(family(40)) / looks(family(20))
    real = Search._trusted_by

    def forgetful(self: Any, current: str) -> Any:
        self._trusted.clear()
        return real(self, current)

    monkeypatch.setattr(Search, "_trusted_by", forgetful)
    assert before < 2.2 < 3 < looks(family(40)) / looks(family(20))


def test_walks_in_vain_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without doubt, claims over clean tokens that fail far away are walked again and again."""
    family = FAMILIES["claims over clean tokens"]
    real = frames._ending
    monkeypatch.setattr(frames, "_ending", lambda search, head, current, doubt: real(search, head, current, 0))
    assert looks(family(200)) > 3 * looks(family(100))
