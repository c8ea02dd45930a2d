"""Views and history of a long queue: windows cost the same whatever is queued, and what is forgotten is told so."""

import time
from collections.abc import Iterator
from typing import Any, Final

from hiwater_inspector.web.live.daemon import TrailFile
from hiwater_inspector.web.live.folding import Folding
from hiwater_inspector.web.live.following import Followed
from hiwater_inspector.web.live.history import History
from hiwater_inspector.web.live.picture import Pictures
from hiwater_inspector.web.live.state import Kept, Words
from hiwater_inspector.web.queue.view import Doing, Kind, View

NAMES: Final = ("user0", "user1", "admin", "softint", "clock", "reader0")
WORDS: Final = Words(24, 6, 8192, 8192, 20, 0x90, 1, (0,) * 11, True, (), True, "running", 0, "20 records/s", None)
HEAD: Final = b"\x74\0\0\0\x40\2\0\x48" + bytes(18)


def appended(number: int, count: int) -> tuple[Any, ...]:
    """A line that leaves the queue lock with a record more."""
    sequence = b"\x2f" + number.to_bytes(4)
    trailer = b"\x13\xb1\x05\0\0\0\x40"
    data = HEAD + sequence + trailer
    return ("left", "user0", 403, 0, count, 0, 0, number, data, (len(HEAD), 12))


class Bench:
    """Folding, history and pictures without a run."""

    def __init__(self, kept_lines: int = 1_000_000) -> None:
        self._kept: list[Kept] = []
        self.folding = Folding(NAMES, WORDS, self._kept.append)
        self.history = History(self.folding.state(), kept_lines)
        self.pictures = Pictures(self.history)

    def take(self, lines: Iterator[tuple[Any, ...]]) -> None:
        """As the recorder does."""
        for line in lines:
            state = self.folding.take(line)
            while self._kept:
                self.history.keep(self._kept.pop(0))
            self.history.append([state])

    def view(self) -> View:
        """Now."""
        return self.pictures.picture(self.history.newest, TrailFile("trail", 10), Followed(1))


def test_100_000_queued_records_are_a_window_and_bins() -> None:
    """1,000 rows and some 200 bins, together everything; a view costs no more than with 2,000 queued."""
    bench = Bench()
    bench.take(appended(number, number) for number in range(1, 2001))
    bench.view()
    short = min(_seconds(bench) for _ in range(5))
    bench.take(appended(number, number) for number in range(2001, 100_001))
    view = bench.view()
    long = min(_seconds(bench) for _ in range(5))
    assert view.queue.length == 100_000
    assert len(view.queue.slots) == 1000
    assert sum(one.records for one in view.queue.bins) == 99_000
    assert len(view.queue.bins) < 200
    size = len(HEAD) + 12
    assert view.queue.size == 100_000 * size == sum(one.size for one in view.queue.bins) + 1000 * size
    assert view.queue.slots[0].sequence == 1
    assert long < 5 * short + 0.005


def _seconds(bench: Bench) -> float:
    begin = time.perf_counter()
    bench.view()
    return time.perf_counter() - begin


def test_only_the_last_lines_are_kept() -> None:
    """Older moments are not there, records that left before them neither; what is queued stays."""
    bench = Bench(kept_lines=1000)

    def lines() -> Iterator[tuple[Any, ...]]:
        for number in range(1, 10_001):
            yield appended(number, 1)
            yield ("left", "reader0", 446, 0, 0, 0, 0, number)

    bench.take(lines())
    history = bench.history
    assert history.newest.at == 20_000
    assert 1000 <= history.newest.at - history.oldest.at < 6000
    assert history.at(history.oldest.at - 1) is None
    assert history.at(history.oldest.at) is history.oldest
    assert not history.records(0, 10)
    assert [kept.number for kept in history.records(9_999, 10_000)] == [9_999]
    assert history.bytes_between(9_998, 10_000) == 2 * (len(HEAD) + 12)


def test_fragments_and_the_daemon_are_told_from_what_passes_the_door() -> None:
    """FIRST, MIDDLE, LAST: the transitions, the record's bytes in the buffer, what the daemon holds, and the toss."""
    bench = Bench()
    record = b"\x74" + (300).to_bytes(4) + bytes(295)
    bench.take(iter([("left", "user0", 403, 0, 1, 0, 0, 1, record, (300,))]))

    def asked(kind: int, begin: int, end: int, error: int = 0) -> list[tuple[Any, ...]]:
        answer = bytes(8) if error == 0 else None
        return [("asked", "reader0", 0, kind, record[begin:end]), ("answered", "reader0", error, answer, end - begin)]

    seen = []
    for kind, begin, end in ((1, 0, 100), (2, 100, 200), (3, 200, 300)):
        asks, answers = asked(kind, begin, end)
        bench.take(iter([asks]))
        view = bench.view()
        assert view.output.doing is Doing.AT_THE_DOOR
        assert (view.buffer.begin, view.buffer.end) == (begin, end)
        bench.take(iter([answers]))
        view = bench.view()
        seen.append((view.fragment.transition, view.daemon.held, view.daemon.expected, view.trail.records))
    assert seen == [
        (("COMPLETE", "FIRST"), 100, 300, 0),
        (("FIRST", "MIDDLE"), 200, 300, 0),
        (("MIDDLE", "LAST"), 0, 0, 1),
    ]
    bench.take(iter([*asked(1, 0, 100), *asked(2, 100, 200, error=4), *asked(1, 0, 100)]))
    assert bench.view().daemon.tossed == 1


def test_kinds_are_told_by_who_queues() -> None:
    """A softcall's record, a deferred one and a call's own each have their kind."""
    bench = Bench()
    call = {"function": "au_close", "zone": 0, "descriptor": "thread", "flag": 5, "event": 42}
    softint = ("left", "softint", *appended(2, 2)[2:])
    bench.take(iter([("called", "user0", call), appended(1, 1), softint, appended(3, 3)]))
    assert [one.kind for one in bench.view().queue.slots] == [Kind.DEFERRED, Kind.SOFTCALL, Kind.SYNCHRONOUS]


def test_where_lines_were_passed_over_the_moment_before_is_found() -> None:
    """Not every moment is kept while too many lines come: none is invented, and what was folded is whole."""
    bench = Bench()
    bench.take(appended(number, number) for number in range(1, 11))
    for number in range(11, 31):
        bench.folding.pass_over(appended(number, number))
    bench.take(iter([appended(31, 31)]))
    history = bench.history
    assert history.newest.at == history.newest.end == 31
    assert history.at(20) is history.at(10)
    assert [state.at for state in history.between(9, 31)] == [9, 10, 31]
    assert history.at(32) is None
