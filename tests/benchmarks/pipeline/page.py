"""The tables of README.md, made from measured.json; a test holds them fresh."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

MEASURED = Path(__file__).with_name("measured.json")
PAGE = Path(__file__).with_name("README.md")
BEGIN, END = "<!-- measured -->\n", "<!-- end -->\n"
_PARTS = ("throughput", "call", "memory", "lockstep", "schedules")


def tables(document: dict[str, Any]) -> str:
    """What was measured, as Markdown."""
    return "\n".join(_lines(document)) + "\n"


def write(document: dict[str, Any]) -> None:
    """Keep what was measured, and put it into the page."""
    MEASURED.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text(f"{before}{BEGIN}{tables(document)}{END}{after}", encoding="utf-8")


def _lines(document: dict[str, Any]) -> Iterator[str]:
    yield (
        f"Measured {document['date']}, Python {document['python']}, {document['machine']}, {document['processors']}"
        f" processors, load {document['load_before']} before; best of {document['runs']} runs."
    )
    for part in _PARTS:
        rows = document[part]
        heads = [key.replace("_", " ") for key in rows[0]]
        yield f"\n**{part}**\n"
        yield f"| {' | '.join(heads)} |"
        yield f"|{'---|' * len(heads)}"
        for row in rows:
            yield f"| {' | '.join(f'{value:,}' if isinstance(value, int) else str(value) for value in row.values())} |"
