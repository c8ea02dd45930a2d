"""Replays findings on the original C: an unmodified audit_io.c that the user names, compiled with our shim.

Each replay has a process of its own, so that one that ends with a fault spoils no other.
"""

from hiwater_conform.adapter import AdapterEnded, LineAdapter
from hiwater_conform.findings.finding import Finding
from hiwater_conform.findings.replay import Replayed, replay
from hiwater_conform.original.build import Program, build
from hiwater_conform.original.process import OriginalEnded, OriginalProcess
from hiwater_conform.original.source import Source


class OriginalAdapter(LineAdapter):
    """The compiled original behind the typed face."""

    def __init__(self, program: Program) -> None:
        super().__init__()
        self._program = program
        self._process = OriginalProcess(program.path)

    def exchange(self, lines: list[bytes]) -> list[bytes]:
        """Many requests at once."""
        try:
            return self._process.exchange(lines)
        except OriginalEnded as ended:
            raise AdapterEnded(ended.why, ended.answers) from ended

    def restart(self) -> None:
        """A new process in the place of one that ended."""
        self.close()
        self._process = OriginalProcess(self._program.path)

    def close(self) -> None:
        """End the process."""
        self._process.close()


def replay_on_original(finding: Finding, source: Source) -> Replayed:
    """Replay on the C file, in the record form of the finding's width. Raises BuildError if it cannot be compiled."""
    adapter = OriginalAdapter(build(source.text, finding.configuration.width))
    try:
        return replay(finding, adapter)
    finally:
        adapter.close()
