"""The yardstick: how long `json.loads` takes over the same records as JSON lines, on the same machine in the same run.

The lines are made by the model's codec, so they do not change when the fast one does. Each is one record, every token
with every field; bytes are text with one character a byte.
Not good for: a form that anybody should read.
"""

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hiwater_model.records import decode_trail, layouts_from
from hiwater_specs import read
from tests.benchmarks.records.shapes import KINDS

YARDSTICK = "json.loads"

_LOADS = "import json, sys\nfor line in open(sys.argv[1], encoding='ascii'): json.loads(line)"


def loading(lines: Path) -> list[str]:
    """The command that is the yardstick."""
    return [sys.executable, "-c", _LOADS, str(lines)]


def write_lines(trail: Path, dialect: str, lines: Path) -> int:
    """Writes each record of a trail as a line of JSON; returns their number."""
    layouts = layouts_from(json.loads(read("records/tokens.json")))
    count = 0
    with lines.open("w", encoding="ascii") as file:
        for piece in decode_trail(trail.read_bytes(), layouts, dialect):
            tokens = [{"token": token.layout.name, **_plain(token.values)} for token in piece.tokens]
            file.write(json.dumps({"tokens": tokens}, separators=(",", ":")) + "\n")
            count += 1
    return count


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _text(value) for name, value in values.items()}


def _text(value: Any) -> Any:
    if isinstance(value, bytes):
        return value.decode("latin-1")
    return [_text(item) for item in value] if isinstance(value, tuple) else value


def main() -> None:
    """The command: KIND TRAIL LINES writes the lines."""
    parser = argparse.ArgumentParser(description="Writes the records of a trail as JSON lines.")
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("trail", type=Path)
    parser.add_argument("lines", type=Path)
    given = parser.parse_args()
    write_lines(given.trail, KINDS[given.kind].dialect, given.lines)


if __name__ == "__main__":
    main()
