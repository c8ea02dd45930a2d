"""Why a door cannot be opened or made; each says in one line what to do."""

from pathlib import Path


class DoorError(OSError):
    """A door that cannot be opened or made."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path}: {why}")
        self.path = path
        self.why = why

    def __str__(self) -> str:
        return f"{self.path}: {self.why}"


class NoDaemon(DoorError):
    """Nobody listens at the path."""


class NotADoor(DoorError):
    """Something is at the path, and it is no door."""


class Forbidden(DoorError):
    """The daemon, or the path's permissions, will not have us."""


class DoorInUse(DoorError):
    """Another daemon listens at the path."""
