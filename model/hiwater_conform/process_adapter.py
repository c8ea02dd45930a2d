"""Any program that speaks the protocol on its standard input and output, as an adapter."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from hiwater_conform.adapter import AdapterEnded, LineAdapter
from hiwater_conform.line_process import USUAL_LIMITS, Limits, LineProcess, ProcessEnded


class ProcessAdapter(LineAdapter):
    """Runs a command; begun when it is first needed, and anew after it ended. Ends with `close`, or a `with` block."""

    def __init__(
        self,
        command: Sequence[str | Path],
        environment: Mapping[str, str] | None = None,
        limits: Limits = USUAL_LIMITS,
    ) -> None:
        super().__init__()
        self._command = command
        self._environment = environment
        self._limits = limits
        self._process: LineProcess | None = None

    def exchange(self, lines: list[bytes]) -> list[bytes]:
        """Many requests at once."""
        self.send(lines)
        return self.receive()

    def send(self, lines: list[bytes]) -> None:
        """Many requests at once; the process works on them until `receive` is called for the answers."""
        if self._process is None:
            self._process = LineProcess(self._command, self._environment, self._limits)
        self._process.send(lines)

    def receive(self) -> list[bytes]:
        """The answers to what was sent. Raises AdapterEnded."""
        assert self._process is not None, "something was sent"
        try:
            return self._process.receive()
        except ProcessEnded as ended:
            raise AdapterEnded(ended.why, ended.answers) from ended

    def restart(self) -> None:
        """End the process; a new one is begun when it is needed."""
        if self._process is not None:
            self._process.close()
            self._process = None

    def close(self) -> None:
        """End the process."""
        self.restart()

    def __enter__(self) -> "ProcessAdapter":
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()
