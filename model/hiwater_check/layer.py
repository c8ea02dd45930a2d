"""What a layer of `hiwater check` is: a package that looks at the model in one way, and says what it showed.

Each layer has a module `layer` with `run(effort, tell) -> Showing`. A layer whose tool is missing raises ToolMissing;
it is told loudly and leaves the evidence as it was.
"""

from collections.abc import Callable, Sequence
from enum import Enum
from typing import Any, NamedTuple, TypeAlias


class Effort(Enum):
    """How much is done: in the tests, at a user's desk, as a campaign."""

    QUICK = "quick"
    USUAL = "usual"
    LONG = "long"


class ToolMissing(Exception):
    """A tool that the layer needs is not there; the message says which, and how to get it."""


class Refused(Exception):
    """The layer cannot look at a model written like this; it has shown nothing, and refuted nothing."""


class Showing(NamedTuple):
    """A layer's verdict: `holds` is False if something was refuted or left open."""

    holds: bool
    lines: Sequence[str]
    """For people: what was shown, by which tool, at which scope; or what was found."""
    document: dict[str, Any]
    """For scripts and evidence: tool versions, scope, counts, seconds."""


Tell: TypeAlias = Callable[[str, int, int], None]
"""Told while a layer runs: what is being looked at, how much is done, and of how much (0: not known)."""


def silent(_what: str, _done: int, _of: int) -> None:
    """For who does not want to be told."""
