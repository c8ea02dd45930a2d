"""Fewer bytes that fail alike: stretches are cut out, halves first, then ever shorter ones, while it still fails."""

from collections.abc import Callable

MOST_TRIES = 400
"""What is enough for some thousand bytes."""


def shrunk(data: bytes, fails: Callable[[bytes], bool], tries: int) -> bytes:
    """The bytes, or less of them, for which `fails` holds as it does for them; it is asked so many times at most."""
    size = (len(data) + 1) // 2
    while size:
        place = 0
        while place < len(data) and tries:
            tries -= 1
            shorter = data[:place] + data[place + size :]
            if fails(shorter):
                data = shorter
            else:
                place += size
        size //= 2
    return data
