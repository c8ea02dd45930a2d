"""A file is followed while it grows, over renames and truncation, until it is told to stop."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Queue
from threading import Event, Thread

import pytest

from hiwater_impl.records import sources
from hiwater_impl.records.sources import Unreadable, opened
from hiwater_impl.records.trail import batch_pieces, read_batches
from tests.impl.records.reading.cases import SEQUENCE, closed

FIRST, SECOND = closed(), closed(SEQUENCE)
Found = tuple[int, int, int, bool]
"""Number of the trail, start, end, whether there is damage."""
Next = Callable[[], Found | None]


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A trail with one record and a half."""
    monkeypatch.setattr(sources, "POLL_SECONDS", 0.005)
    found = tmp_path / "trail"
    found.write_bytes(FIRST + SECOND[:9])
    return found


@pytest.fixture
def following(path: Path) -> Iterator[tuple[Next, Event]]:
    """A function that waits for the next piece (None at the end), and the event that stops all."""
    stop, queue = Event(), Queue[Found | None]()

    def read() -> None:
        for batch in read_batches(path, follow=True, stop=stop):
            for piece in batch_pieces(batch):
                queue.put((batch.trail, piece.start, piece.end, piece.damaged))
        queue.put(None)

    reader = Thread(target=read)
    reader.start()
    yield lambda: queue.get(timeout=20), stop
    stop.set()
    reader.join()


def add(path: Path, data: bytes) -> None:
    """Append to the file."""
    with path.open("ab") as file:
        file.write(data)


def test_growing(path: Path, following: tuple[Next, Event]) -> None:
    """A record that is half written waits for its other half."""
    wait, stop = following
    assert wait() == (0, 0, 25, False)
    add(path, SECOND[9:])
    assert wait() == (0, 25, 55, False)
    add(path, FIRST)
    assert wait() == (0, 55, 80, False)
    stop.set()
    assert wait() is None


def test_stopped_in_the_middle(path: Path, following: tuple[Next, Event]) -> None:
    """At the stop, what is half there comes out as damage."""
    wait, stop = following
    assert wait() == (0, 0, 25, False)
    stop.set()
    assert wait() == (0, 25, 34, True)
    assert wait() is None


def test_renamed(path: Path, following: tuple[Next, Event]) -> None:
    """The old file is read to its end, even beyond the rename; then comes the new one."""
    wait, stop = following
    assert wait() == (0, 0, 25, False)
    rolled = path.with_name("rolled")
    path.rename(rolled)
    add(rolled, SECOND[9:])
    assert wait() == (0, 25, 55, False)
    add(rolled, FIRST)
    path.with_name("new").write_bytes(SECOND)
    path.with_name("new").rename(path)
    assert wait() == (0, 55, 80, False)
    assert wait() == (1, 0, 30, False)
    add(path, FIRST)
    assert wait() == (1, 30, 55, False)
    stop.set()
    assert wait() is None


def test_truncated(path: Path, following: tuple[Next, Event]) -> None:
    """The half record of before is damage, and the file begins again."""
    wait, stop = following
    assert wait() == (0, 0, 25, False)
    add(path, SECOND[9:12])
    os.truncate(path, 0)
    add(path, FIRST)
    found = wait()
    assert found is not None
    assert found[:2] == (0, 25)
    assert found[3]
    assert wait() == (1, 0, 25, False)
    stop.set()
    assert wait() is None


def test_not_there(tmp_path: Path) -> None:
    """A file must be there at the beginning."""
    with pytest.raises(Unreadable, match="No such file"):
        opened(tmp_path / "none", follow=True)
