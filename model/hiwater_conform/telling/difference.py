"""The two values in which an implementation and the model differ, side by side.

What an implementation said may have any form: words are used only where both sides can be said in words that differ.
"""

from collections.abc import Iterator
from typing import Final

from hiwater_conform.run_parts import SeenDifference
from hiwater_conform.telling.event_words import event_in_words
from hiwater_conform.telling.words import wait_in_words
from hiwater_conform.wire_values import Wire, text_of

_LONGEST: Final = 120
_ALIKE: Final = 20
"""How much of what is alike stands before the first difference of long texts."""


def difference_told(difference: SeenDifference) -> Iterator[str]:
    """Where, what the model has, what the implementation has."""
    when = f"After step {difference.step}" if difference.step else "Before the first step"
    yield f"{when}, {difference.key} differs:"
    expected, actual = both_told(difference.key, difference.expected, difference.actual)
    width = max(len("the model"), len(difference.implementation)) + 2
    yield f"  {'the model':{width}}{expected}"
    yield f"  {difference.implementation:{width}}{actual}"


def both_told(key: str, expected: Wire, actual: Wire) -> tuple[str, str]:
    """Two values of a key that differ, each on a line: in words if those differ, long ones from where they do."""
    words = [_words(key, value) for value in (expected, actual)]
    first, second = (_text(value) for value in (expected, actual))
    if words[0] is not None and words[1] is not None and words[0] != words[1]:
        first, second = words[0], words[1]
    if max(len(first), len(second)) <= _LONGEST:
        return first, second
    alike = next((place for place, (one, two) in enumerate(zip(first, second, strict=False)) if one != two), 0)
    begin = max(0, alike - _ALIKE)
    return _cut(first, begin), _cut(second, begin)


def _words(key: str, value: Wire) -> str | None:
    """The value in words, or None if it has no known form; a missing one (a string) is said as it is."""
    if isinstance(value, str):
        return value
    try:
        if key == "events":
            return event_in_words(value)
        if key.endswith(".wait"):
            return wait_in_words(value)
    except (KeyError, IndexError, TypeError, ValueError, AttributeError):
        pass
    return None


def _text(value: Wire) -> str:
    return value if isinstance(value, str) else text_of(value)


def _cut(text: str, begin: int) -> str:
    end = begin + _LONGEST
    tail = f"… ({len(text)} characters)" if end < len(text) else ""
    return f"{'…' if begin else ''}{text[begin:end]}{tail}"
