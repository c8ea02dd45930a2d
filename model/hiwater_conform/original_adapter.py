"""The original C as an adapter: one process for each width of records, begun when it is first needed."""

import re
from collections.abc import Sequence

from hiwater_conform.adapter import AdapterEnded, LineAdapter
from hiwater_conform.line_process import LineProcess, ProcessEnded
from hiwater_conform.original.build import build

_WIDTH = re.compile(rb'"do":"configure".*?"width":(\d+)')


class OriginalAdapter(LineAdapter):
    """Runs the text of an `audit_io.c`. Its processes end with `close`, or with a `with` block."""

    def __init__(self, text: str, defines: Sequence[str] = ()) -> None:
        super().__init__()
        self._text = text
        self._defines = tuple(defines)
        self._processes: dict[int, LineProcess] = {}
        self._width = 64

    def compile(self, *widths: int) -> None:
        """Compile now what would be compiled later. Raises BuildError."""
        for width in widths:
            build(self._text, width, self._defines)

    def exchange(self, lines: list[bytes]) -> list[bytes]:
        """Many requests at once. A `configure` chooses the process that gets it and what follows."""
        answers: list[bytes] = []
        begins = [number for number, line in enumerate(lines) if b'"do":"configure"' in line]
        for begin, end in zip([0, *begins], [*begins, len(lines)], strict=True):
            if begin == end:
                continue
            width = _WIDTH.search(lines[begin])
            if width is not None:
                self._width = int(width[1])
            try:
                answers += self._process().exchange(lines[begin:end])
            except ProcessEnded as ended:
                raise AdapterEnded(ended.why, [*answers, *ended.answers]) from ended
        return answers

    def restart(self) -> None:
        """End the processes; new ones are begun when they are needed."""
        for process in self._processes.values():
            process.close()
        self._processes.clear()

    def close(self) -> None:
        """End the processes."""
        self.restart()

    def __enter__(self) -> "OriginalAdapter":
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def _process(self) -> LineProcess:
        process = self._processes.get(self._width)
        if process is None:
            program = build(self._text, self._width, self._defines)
            process = self._processes[self._width] = LineProcess([program.path])
        return process
