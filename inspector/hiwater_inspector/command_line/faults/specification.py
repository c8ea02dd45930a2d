"""What an application is told when it begins: one JSON word on its command line."""

import json
from dataclasses import asdict, dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Specification:
    """Who it is, how many threads make which records, and its audit context."""

    name: str
    """Letters; its threads are called so, with a number: `a0`, `a1` …"""
    address: str
    """The host address in its records' headers: whose a record in a trail is."""
    ledger: str
    door: str = ""
    directory: str = ""
    """Given instead of a door: it has a daemon of its own."""
    threads: int = 8
    limit: int = 0
    """Records of each thread; 0 for as many as it can."""
    policy: str = ""
    high_water: int = 100
    low_water: int = 10
    text_bytes: int = 100
    long_bytes: int = 0
    """Bytes of the last thread's texts, if above 0."""
    rest_seconds: float = 0.0
    """Between two records of a thread."""
    close_timeout: float = 30.0
    handles_term: bool = False
    """SIGTERM is `sys.exit`, not death."""

    def word(self) -> str:
        """As JSON."""
        return json.dumps(asdict(self))

    @classmethod
    def from_word(cls, word: str) -> Self:
        """From JSON."""
        return cls(**json.loads(word))
