"""Finds text of the original C in our files: its licence's name, or three of its lines in a row.

Not good for: single lines, lines that were renamed or reordered, and paraphrase.
"""

import os
import re
from pathlib import Path

from tests.architecture.checkout import ROOT

LICENCE = " ".join(("Common Development", "and Distribution License"))
RUN = 3

_NUMBER = re.compile(r"^\s*\d+(?:\s|$)")
_DECORATION = re.compile(r"""^[\s>|+#"'`]*(?://)?|[\s"'`,]*$""")
_SHORTEST = 8


def listing() -> Path | None:
    """Return the listing of the C that lies beside the checkout, or that HIWATER_AUDIT_IO names; None without."""
    candidates = [ROOT.parent / "shared/seed/audit_io.listing.txt"]
    if named := os.environ.get("HIWATER_AUDIT_IO"):
        candidates.insert(0, Path(named))
    return next((path for path in candidates if path.is_file()), None)


def runs_of(text: str) -> set[tuple[str, ...]]:
    """Return every run of RUN consecutive lines that say something, without line numbers, quoting and blanks."""
    lines = [line for line in map(_bare, text.replace("\\n", "\n").splitlines()) if len(line) >= _SHORTEST]
    return {tuple(lines[start : start + RUN]) for start in range(len(lines) - RUN + 1)}


def _bare(line: str) -> str:
    return " ".join(_DECORATION.sub("", _NUMBER.sub("", line)).replace("\\t", " ").split())
