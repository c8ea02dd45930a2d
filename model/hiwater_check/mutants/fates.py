"""How a mutant can end."""

from enum import Enum
from typing import Final


class Fate(Enum):
    """How a mutant ended."""

    REFUTED = "refuted"
    EQUIVALENT = "equivalent"
    """Proved to do the same in every world of its contracts."""
    ENUMERATED = "refuted by enumeration"
    """CrossHair gave up, and a case of an enumeration breaks it, or does not end on it."""
    SURVIVED = "survived"
    """All contracts hold for it, and it does something else, or is not reached: a gap."""
    UNDECIDED = "undecided"


DECIDED: Final = (Fate.REFUTED, Fate.ENUMERATED, Fate.EQUIVALENT)
"""The fates that a mutant may have."""
