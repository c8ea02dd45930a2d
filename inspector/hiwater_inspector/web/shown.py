"""What the user named to be shown: trails, runs, lessons; told apart by their first bytes, refused with a sentence."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

_RUN_BYTES_MOST: Final = 16 * 1024 * 1024


class NotShown(Exception):
    """A file cannot be shown; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Shown:
    """Trails as paths, since they may be of any size; runs as the documents that they hold."""

    trails: tuple[Path, ...] = ()
    runs: tuple[tuple[str, dict[str, Any]], ...] = ()
    """File name and document, in the order given."""
    lessons: Path | None = None


def shown(files: Sequence[Path], lessons: Path | None = None) -> Shown:
    """Look at each file once. Raises NotShown for what cannot be read."""
    trails: list[Path] = []
    runs: list[tuple[str, dict[str, Any]]] = []
    for path in files:
        document = _run_in(path)
        if document is None:
            trails.append(path)
        else:
            runs.append((path.name, document))
    if lessons is not None and not lessons.is_dir():
        raise NotShown(f"{lessons} is no directory; --lessons names one that holds lessons, each a JSON file")
    return Shown(tuple(trails), tuple(runs), lessons)


def _run_in(path: Path) -> dict[str, Any] | None:
    """The document of a run file; None for bytes, which are a trail's."""
    try:
        with path.open("rb") as file:
            head = file.read(64)
            if not head.lstrip().startswith(b"{"):
                return None
            text = head + file.read(_RUN_BYTES_MOST)
    except OSError as error:
        raise NotShown(f"{path} cannot be read ({error.strerror})") from None
    try:
        document = json.loads(text)
    except ValueError:
        raise NotShown(f"{path} begins as a run does, and is no JSON; a trail begins with a token") from None
    if not isinstance(document, dict):
        raise NotShown(f"{path} is JSON, but no run")
    return document
