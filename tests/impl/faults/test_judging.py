"""The account of `hiwater faults` sees what it should: trails are doctored, counters changed, and each is found."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from hiwater_impl.daemon.file_token import file_token
from hiwater_impl.library import AuditContext
from hiwater_impl.library.tokens import text
from hiwater_inspector.command_line.faults.applications import Ended
from hiwater_inspector.command_line.faults.judging import read
from hiwater_inspector.command_line.faults.rows import Row, judge

ADDRESS = "192.0.2.1"
THREADS = 3
EACH = 10
NANOSECONDS = 1_700_000_000_000_000_000


class Collector:
    """A door that keeps every record, all of which come whole."""

    def __init__(self) -> None:
        self.records: list[bytes] = []

    def upcall(self, kind: int, payload: bytes | memoryview) -> tuple[int, bytes | None]:
        """Take it."""
        if kind == 0:
            self.records.append(bytes(payload))
        return 0, bytes(8)


def made() -> tuple[list[bytes], Ended]:
    """What one application made: 31 records, those of its threads in turn, and what it counted."""
    door = Collector()
    with AuditContext(door=door, policy="seq trail", host_address=ADDRESS) as context:
        for number in range(EACH):
            for thread in range(THREADS):
                context.audit(6152, text(f"a{thread} {number} ".ljust(100, ".")))
    assert len(door.records) == 1 + THREADS * EACH
    sent = {f"a{thread}": EACH for thread in range(THREADS)}
    return door.records, Ended("a", ADDRESS, sent, context.statistics())


def judged(directory: Path, records: Sequence[bytes], *everyone: Ended) -> Row:
    """The row of a trail with these records."""
    trail = directory / "20231114221320.20231114221330.faults"
    trail.write_bytes(file_token(NANOSECONDS, "") + b"".join(records) + file_token(NANOSECONDS, ""))
    row = Row("doctored")
    judge(row, everyone, *read([directory]))
    return row


def test_what_was_made_is_kept(tmp_path: Path) -> None:
    """Nothing is wrong, and the row has the figures."""
    records, ended = made()
    row = judged(tmp_path, records, ended)
    assert row.problems == []
    assert (row.sent, row.enqueued, row.in_trails, row.twice, row.dropped) == (30, 31, 31, 0, 0)
    assert row.order_kept
    assert row.counters_add_up


@pytest.mark.parametrize("place", [0, 1, 15, 30])
def test_a_lost_record_is_seen(tmp_path: Path, place: int) -> None:
    """Wherever it was."""
    records, ended = made()
    row = judged(tmp_path, records[:place] + records[place + 1 :], ended)
    assert row.problems == [f"1 queued records are in no trail and 0 may be, the first is number {place + 1}"]


def test_a_record_that_the_daemon_said_it_dropped_may_be_lost_and_no_other(tmp_path: Path) -> None:
    """One of two is accounted for; with both said, both are."""
    records, ended = made()
    rest = records[:5] + records[7:]
    assert len(judged(tmp_path, rest, replace(ended, dropped_by_daemon=1)).problems) == 1
    assert judged(tmp_path, rest, replace(ended, dropped_by_daemon=2)).problems == []
    assert len(judged(tmp_path, records, replace(ended, dropped_by_daemon=1)).problems) == 1


def test_a_duplicate_too_many_is_seen(tmp_path: Path) -> None:
    """One may stand there again, for one door that failed; two may not. A repetition is not out of order."""
    records, ended = made()
    once = [*records[:9], records[8], *records[9:]]
    assert judged(tmp_path, once, ended).problems == ["1 records stand there again, and at most 0 may"]
    assert judged(tmp_path, once, replace(ended, twice=1)).problems == []
    again = [*once, records[20]]
    assert judged(tmp_path, again, replace(ended, twice=1)).problems == [
        "2 records stand there again, and at most 1 may"
    ]


def test_a_swapped_pair_of_one_thread_is_seen(tmp_path: Path) -> None:
    """Of different threads it is no fault of order."""
    records, ended = made()
    same = [*records[:4], records[7], *records[5:7], records[4], *records[8:]]
    row = judged(tmp_path, same, ended)
    assert row.problems == ["1 records stand behind a later one of their thread, the first is a0 1"]
    assert not row.order_kept
    different = [*records[:4], records[5], records[4], *records[6:]]
    assert judged(tmp_path, different, ended).problems == []


@pytest.mark.parametrize(
    ("counter", "equation"),
    [
        ("dropped", "enqueue + dropped"),
        ("written", "written + left"),
        ("generated", "generated"),
        ("kernel", "kernel"),
        ("nonattrib", "nonattrib"),
        ("totalsize", "totalsize"),
    ],
)
def test_a_miscount_is_seen(tmp_path: Path, counter: str, equation: str) -> None:
    """One more or one less of any counter."""
    records, ended = made()
    assert ended.statistics is not None
    for change in (-1, 1):
        counted = ended.statistics._replace(**{counter: getattr(ended.statistics, counter) + change})
        row = judged(tmp_path, records, replace(ended, statistics=counted))
        assert any(problem.startswith(f"{equation} is") for problem in row.problems)
        assert not row.counters_add_up


def test_enqueue_is_held_against_the_trail_too(tmp_path: Path) -> None:
    """One more was queued than is there, or one less."""
    records, ended = made()
    assert ended.statistics is not None
    more = replace(ended, statistics=ended.statistics._replace(enqueue=32))
    less = replace(ended, statistics=ended.statistics._replace(enqueue=30))
    assert any("is number 32" in problem for problem in judged(tmp_path, records, more).problems)
    assert "31 records are in the trails, and 30 were queued" in judged(tmp_path, records, less).problems


def test_what_an_exit_left_is_the_end_of_the_queue(tmp_path: Path) -> None:
    """Three that were left are the last three; one in the middle is lost."""
    records, ended = made()
    assert ended.statistics is not None
    three_left = replace(ended, left=3, statistics=ended.statistics._replace(written=28))
    assert judged(tmp_path, records[:28], three_left).problems == []
    assert len(judged(tmp_path, records[:10] + records[11:29], three_left).problems) == 1


def test_what_died_with_an_application_was_in_its_queue(tmp_path: Path) -> None:
    """The end of it may be gone, but no more than a queue holds, and nothing before."""
    records, ended = made()
    died = replace(ended, statistics=None, high_water=10)
    row = judged(tmp_path, records[:-10], died)
    assert row.problems == []
    assert row.died == 10
    assert judged(tmp_path, records[:-11], died).problems == ["11 records died with it, and its queue holds 10"]
    assert len(judged(tmp_path, records[:12] + records[13:], died).problems) == 1


def test_damage_strangers_and_threads_that_never_came_out_are_seen(tmp_path: Path) -> None:
    """Each in a line of its own."""
    records, ended = made()
    torn = [*records[:3], records[3][:60], *records[3:]]
    assert any("damaged" in problem for problem in judged(tmp_path, torn, ended).problems)
    assert judged(tmp_path, records, ended, replace(ended, address="192.0.2.2")).problems != []
    assert judged(tmp_path, records).problems == [f"31 records in the trails are of nobody: address {ADDRESS}"]
    stuck = replace(ended, in_call=2)
    assert judged(tmp_path, records, stuck).problems == ["2 threads of application a never came out of a call"]
    assert judged(tmp_path, records, replace(ended, wrong=["said by the case"])).problems == ["said by the case"]
