"""The original C for tests, or a reason to skip; and changed texts of it."""

from functools import cache

import pytest

from hiwater_conform.original.build import BuildError, compiler
from hiwater_conform.original.source import Source, SourceError, find_source


@cache
def source() -> Source | str:
    """The original, or the reason why there is none here."""
    try:
        compiler()
        return find_source()
    except (SourceError, BuildError) as error:
        return str(error)


def original_text() -> str:
    """The text of the original; skips the test where it cannot be had."""
    found = source()
    if isinstance(found, str):
        pytest.skip(found)
    return found.text


def changed_text(line: int, old: str, new: str) -> str:
    """The text with one change in one line, counted from 1."""
    lines = original_text().splitlines(keepends=True)
    assert lines[line - 1].count(old) == 1, f"line {line} has {old!r} once"
    lines[line - 1] = lines[line - 1].replace(old, new)
    return "".join(lines)
