"""The counters while it runs: a table that is redrawn on a terminal, a line a second elsewhere. On standard error."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from hiwater_inspector.command_line.running.driver import Sample

LINE_SECONDS = 1.0
_BAR_WIDTH = 40


@contextmanager
def counters(title: str, seconds: float, high_water: int) -> Iterator[Callable[[Sample], None]]:
    """Give a function that takes samples."""
    if not sys.stderr.isatty():
        yield _Lines().show
        return
    from rich.console import Console
    from rich.live import Live
    from rich.panel import Panel

    console = Console(stderr=True)
    with Live(console=console, transient=True, refresh_per_second=10) as live:

        def show(sample: Sample) -> None:
            lines = [_bar(sample.queue.length, high_water), "", *_rows(sample)]
            live.update(Panel("\n".join(lines), title=f"{title}, {sample.seconds:.1f} of {seconds:g} s", width=64))

        yield show


def _rows(sample: Sample) -> list[str]:
    counted = sample.statistics
    daemon = "there" if sample.queue.active else "gone"
    return [
        f"{'writers asleep':<16}{sample.queue.writers_waiting:>12,}   {'daemon':<10}{daemon:>12}",
        f"{'enqueued':<16}{counted.enqueue:>12,}   {'written':<10}{counted.written:>12,}",
        f"{'dropped':<16}{counted.dropped:>12,}   {'blocked':<10}{counted.wblocked:>12,}",
        f"{'records/s':<16}{sample.rate:>12,.0f}",
    ]


def _bar(length: int, high_water: int) -> str:
    filled = min(_BAR_WIDTH, round(_BAR_WIDTH * length / high_water))
    return f"queue {'█' * filled}{'░' * (_BAR_WIDTH - filled)} {length:,} of {high_water:,}"


class _Lines:
    """A line a second."""

    def __init__(self) -> None:
        self._next = 0.0

    def show(self, sample: Sample) -> None:
        """Print the sample if it is time."""
        if sample.seconds < self._next:
            return
        self._next += LINE_SECONDS
        counted, queue = sample.statistics, sample.queue
        print(
            f"{sample.seconds:5.1f} s  queue {queue.length}, asleep {queue.writers_waiting}, "
            f"enqueued {counted.enqueue}, written {counted.written}, dropped {counted.dropped}, "
            f"blocked {counted.wblocked}, {sample.rate:.0f} records/s{'' if queue.active else ', daemon gone'}",
            file=sys.stderr,
        )
