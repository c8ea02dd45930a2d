"""The queue of a zone as one line: writers on the left, records against high and low water, reader, door.

    user1 asleep ─▸ ┃ ■ ■ ┊ ■  ─▸ reader at the door ─▸ door 7

The oldest record is on the right. Records on the left of the wall are above high water; when those on the left of the
dotted line are gone, the queue is at low water. What is drawn comes from an observation of the protocol alone.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

Observation = Mapping[str, Any]


class Span(NamedTuple):
    """A piece of the line with its colour, in the words of rich; the line reads well without."""

    text: str
    style: str = ""


class Glyphs(NamedTuple):
    """The characters of a picture."""

    record: str
    room: str
    high: str
    low: str
    arrow: str


UNICODE: Final = Glyphs("■", "·", "┃", "┊", "─▸")
ASCII: Final = Glyphs("#", ".", "|", ":", "->")

_WRITERS_WIDTH: Final = 12
_READER_WIDTH: Final = 18


def glyphs_for(encoding: str | None) -> Glyphs:
    """The characters that a terminal of this encoding has."""
    try:
        "".join(UNICODE).encode(encoding or "ascii")
    except (LookupError, UnicodeEncodeError):
        return ASCII
    return UNICODE


def picture(seen: Observation, glyphs: Glyphs = UNICODE, zone: int = 0) -> list[Span]:
    """The line, in spans."""
    writers, writers_style = _writers(seen, zone)
    reader, reader_style = _reader(seen, zone)
    door = seen[f"zone{zone}.door"]
    arrow = Span(f" {glyphs.arrow} ", "dim")
    return [
        Span(f"{writers:>{_WRITERS_WIDTH}}", writers_style),
        arrow,
        *_queue(seen, glyphs, zone),
        arrow,
        Span(f"{reader:<{_READER_WIDTH}}", reader_style),
        arrow,
        Span("no door" if door is None else f"door {door}", "red" if door is None else ""),
        *_more(seen, zone),
    ]


def plain(spans: list[Span]) -> str:
    """The line without its colours."""
    return "".join(span.text for span in spans)


def _queue(seen: Observation, glyphs: Glyphs, zone: int) -> Iterator[Span]:
    """Places from the newest to the oldest, with the wall at high water and the dotted line at low water."""
    count, high, low = (seen[f"zone{zone}.{key}"] for key in ("count", "high_water", "low_water"))
    full = "bold red" if count >= high else "yellow" if count > low else "green"
    for place in range(max(count, high), 0, -1):
        if place == high:
            yield Span(f"{glyphs.high} ", "bold")
        yield Span(glyphs.record, full) if place <= count else Span(glyphs.room, "dim")
        yield Span(f" {glyphs.low} ", "bold") if place == low + 1 else Span(" ")


def _writers(seen: Observation, zone: int) -> tuple[str, str]:
    asleep, woken = [], []
    for key, wait in seen.items():
        if key.endswith(".wait") and key.startswith("user") and wait[0] != "idle" and wait[3] == zone:
            if wait[0] == "asleep" and wait[2] == "write_cv":
                asleep.append(key.removesuffix(".wait"))
            elif tuple(wait[:2]) == ("enter", 493):
                woken.append(key.removesuffix(".wait"))
    if asleep:
        return f"{asleep[0] if len(asleep) == 1 else len(asleep)} asleep", "bold red"
    if woken:
        return f"{woken[0] if len(woken) == 1 else len(woken)} woken", "bold green"
    return "", ""


def _reader(seen: Observation, zone: int) -> tuple[str, str]:
    kind, at = [*seen[f"reader{zone}.wait"], None][:2]
    if kind == "idle":
        return "no reader", "red"
    if at == "output:start":
        return "reader not run yet", "dim"
    if at == "output:sleep":
        return ("reader asleep", "dim") if kind == "asleep" else ("reader woken", "bold green")
    return ("reader at the door", "cyan") if kind == "door" else ("reader runs", "green")


def _more(seen: Observation, zone: int) -> Iterator[Span]:
    if seen[f"zone{zone}.dropped"]:
        yield Span(f"  dropped: {seen[f'zone{zone}.dropped']}", "bold red")
    if seen["softcalls"]:
        yield Span(f"  softcalls: {len(seen['softcalls'])}", "yellow")
    if seen["halted"] is not None:
        yield Span("  ")
        yield Span("HALTED", "bold white on red")
