"""A bar on standard error while something takes long, if somebody looks."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager


@contextmanager
def progress(word: str, total: int, *, shown: bool, in_bytes: bool = False) -> Iterator[Callable[[int], None]]:
    """Give a function that takes what is done so far, of `total` steps or bytes; without a terminal it does nothing."""
    if not shown or not sys.stderr.isatty():
        yield lambda done: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
        TransferSpeedColumn,
    )

    amounts = (DownloadColumn(), TransferSpeedColumn()) if in_bytes else (MofNCompleteColumn(),)
    columns = (TextColumn(word), BarColumn(), *amounts, TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(word, total=total)
        yield lambda done: bar.update(task, completed=done)


@contextmanager
def several(names: Sequence[str], *, shown: bool) -> Iterator[Callable[[str, str, int, int], None]]:
    """A bar for each name; give a function that takes a name, what it is at, what is done, of how much (0: open)."""
    if not shown or not sys.stderr.isatty():
        yield lambda name, what, done, of: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[what]}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks = {name: bars.add_task(name, total=None, what="") for name in names}
        yield lambda name, what, done, of: bars.update(tasks[name], completed=done, total=of or None, what=what)
