"""The trails on which the layouts are tried: those beside the checkout (`../shared`), or our copies of some."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.architecture.checkout import ROOT

SHARED = ROOT.parent / "shared"
BESIDE = SHARED / "testdata/bsm"
COPIES = ROOT / "tests/data/bsm"


def dialect_of(path: Path) -> str:
    """The dialect of a trail or of a bare token, by its name."""
    return "illumos" if path.name.startswith("illumos-") else "openbsm"


@cache
def trails() -> tuple[Path, ...]:
    """Every trail that can be had."""
    return tuple(sorted((BESIDE if BESIDE.is_dir() else COPIES).glob("*.bsm")))


def bare_tokens() -> Iterator[Path]:
    """The files with one token each; none without `../shared`."""
    return (path for path in sorted((BESIDE / "openbsm-tokens").glob("*_token*")))
