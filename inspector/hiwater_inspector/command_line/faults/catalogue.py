"""The cases of `hiwater faults` by name, in the order of the table."""

from collections.abc import Callable
from dataclasses import dataclass

from hiwater_inspector.command_line.command import Misuse
from hiwater_inspector.command_line.faults.applications import Ended
from hiwater_inspector.command_line.faults.cases import application, daemon, disk, gone, meddling
from hiwater_inspector.command_line.faults.stage import Stage


@dataclass(frozen=True, slots=True)
class Case:
    """One fault: it plays on a stage, and returns what is known of its applications. Raises Broken."""

    name: str
    play: Callable[[Stage], list[Ended]]

    @property
    def summary(self) -> str:
        """What is done, as the function says it."""
        return " ".join((self.play.__doc__ or "").split())


CASES = {
    case.name: case
    for case in (
        Case("daemon killed", daemon.killed),
        Case("daemon killed while it rotates", daemon.killed_while_it_rotates),
        Case("daemon stopped", daemon.stopped),
        Case("daemon gone", gone.gone),
        Case("two applications", daemon.two_applications),
        Case("socket removed", daemon.socket_removed),
        Case("slow daemon", meddling.slow),
        Case("garbage daemon", meddling.garbage),
        Case("disk full", disk.full),
        Case("disk full, cnt", disk.full_and_counted),
        Case("disk full, second directory", disk.full_with_a_second),
        Case("disk full, second directory, cnt", disk.full_and_counted_with_a_second),
        Case("fork", application.forks),
        Case("interpreter exit", application.exits),
        Case("interpreter exit without daemon", application.exits_without_daemon),
        Case("application terminated", application.terminated),
        Case("application killed", application.killed),
    )
}


def case_named(words: str) -> Case:
    """By its name, with spaces, commas, dashes or underscores. Raises Misuse."""
    wanted = _plain(words)
    for name, case in CASES.items():
        if _plain(name) == wanted:
            return case
    raise Misuse(f"no case {words!r}; there are: {'; '.join(CASES)}")


def _plain(words: str) -> str:
    return " ".join("".join(letter if letter.isalnum() else " " for letter in words.lower()).split())
