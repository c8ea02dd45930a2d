"""A record as a tree: its tokens with their sizes, and the fields of each."""

import io
from collections.abc import Iterator
from typing import Any, Final

from hiwater_impl.records.trail import records
from hiwater_inspector.web.queue.run import Row

_SHOWN: Final = 60
_FIRST: Final = ("path", "text", "value", "number", "event", "error", "count", "name", "euid")


def record_rows(data: bytes) -> list[Row]:
    """Rows of the whole record; one row with the bytes if it cannot be read."""
    found = next(iter(records(io.BytesIO(data))), None)
    if found is None or not hasattr(found, "tokens") or not found.tokens:
        return [Row(name="bytes", size=len(data), value=_text(data))]
    return list(_rows(found))


def _rows(found: Any) -> Iterator[Row]:
    for (name, values), span in zip(found.tokens, found.spans, strict=True):
        yield Row(name=name, size=span.end - span.start, value=_summary(values))
        for field, value in values.items():
            yield Row(name=field, depth=1, value=_text(value))


def _summary(values: dict[str, Any]) -> str:
    for name in _FIRST:
        if name in values:
            return _text(values[name])
    return ""


def _text(value: Any) -> str:
    if isinstance(value, (bytes, bytearray)):
        words = bytes(value).rstrip(b"\0")
        plain = words.isascii() and words.decode("ascii").isprintable() and len(words) > 0
        text = words.decode("ascii") if plain else bytes(value).hex(" ")
    else:
        text = str(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
