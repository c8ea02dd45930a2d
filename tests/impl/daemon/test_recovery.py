"""What a crash leaves is ended behind its last whole record; nothing that was whole is lost."""

import fcntl
import os
from pathlib import Path

import pytest

from hiwater_impl.daemon.file_token import file_token
from hiwater_impl.daemon.recovery import Ending, ending, recover
from tests.impl.daemon.daemons import named, record, trails, whole

TOKEN = file_token(1_700_000_000_000_000_000, "")
RECORDS = [record(1), record(2, 70), record(3, 120)]
TRAIL = TOKEN + b"".join(RECORDS)
OPEN = "20231114221320.not_terminated.host"


def told_of(directory: Path) -> list[tuple[str, dict[str, object]]]:
    """Recover a directory; what was told."""
    told: list[tuple[str, dict[str, object]]] = []
    recover(directory, "host", lambda event, **facts: told.append((event, facts)))
    return told


def test_cut_at_every_byte_of_the_last_record(tmp_path: Path) -> None:
    """However much of the last record is there, the records before it are, and the trail is ended and renamed."""
    for kept in range(len(RECORDS[2]) + 1):
        directory = tmp_path / str(kept)
        directory.mkdir()
        (directory / OPEN).write_bytes(TRAIL[: len(TRAIL) - len(RECORDS[2]) + kept])
        ((event, facts),) = told_of(directory)
        (path,) = trails(directory)
        is_whole = kept == len(RECORDS[2])
        assert whole(path) == (RECORDS if is_whole else RECORDS[:2])
        assert (event, facts["bytes_cut"]) == ("recovered", 0 if is_whole else kept)
        assert named(path) == ("", "")
        assert path.name.startswith("20231114221320.2")
        assert "not_terminated" not in path.name


def test_every_cut_of_a_trail_ends_where_a_piece_ends() -> None:
    """Cut anywhere, it ends at the last boundary of a piece before the cut."""
    ends = [0, len(TOKEN)]
    for octets in RECORDS:
        ends.append(ends[-1] + len(octets))
    for cut in range(1, len(TRAIL) + 1):
        assert ending(TRAIL[:cut]) == Ending(max(end for end in ends if end <= cut), False), cut


@pytest.mark.parametrize(
    ("octets", "expected"),
    [
        (TRAIL + file_token(0, ""), Ending(len(TRAIL) + len(TOKEN), True)),
        (TRAIL + file_token(0, "/a/file")[:-3], Ending(len(TRAIL), False)),
        (TRAIL + bytes(500), Ending(len(TRAIL), False)),
        (TRAIL + b"no record at all", Ending(len(TRAIL) + 16, False)),
        (TRAIL + b"no record at all" + record(4) + record(5)[:60], Ending(len(TRAIL) + 16 + 150, False)),
        (TOKEN, Ending(len(TOKEN), False)),
        (bytes(40), Ending(0, False)),
    ],
    ids=["ended", "torn token", "zeros", "foreign bytes", "foreign bytes and a torn record", "no record", "only zeros"],
)
def test_what_else_may_stand_at_the_end(octets: bytes, expected: Ending) -> None:
    """A last token is not written twice; what was never a record is kept, and what follows it is judged as well."""
    assert ending(octets) == expected


def test_a_false_length_does_not_cost_the_records_behind_it() -> None:
    """A record that claims more than there is, with whole records behind it, is not cut off with them."""
    liar = bytearray(record(9))
    liar[1:5] = (5000).to_bytes(4, "big")
    octets = TRAIL + bytes(liar) + b"".join(RECORDS)
    assert ending(octets) == Ending(len(octets), False)


def test_what_is_left_alone(tmp_path: Path) -> None:
    """Files of other hosts, files that a daemon has open, and names that are taken, stay as they are."""
    other = tmp_path / "20231114221320.not_terminated.other"
    other.write_bytes(TRAIL)
    living = tmp_path / "20231114221321.not_terminated.host"
    living.write_bytes(TRAIL)
    left = tmp_path / OPEN
    left.write_bytes(TRAIL)
    os.utime(left, (1_700_000_000, 1_700_000_000))
    taken = tmp_path / "20231114221320.20231114221320.host"
    taken.write_bytes(b"taken")
    with living.open("r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        assert [event for event, _ in told_of(tmp_path)] == ["recovered"]
    assert other.read_bytes() == living.read_bytes() == TRAIL
    assert taken.read_bytes() == b"taken"
    assert whole(tmp_path / "20231114221320.20231114221321.host") == RECORDS


def test_a_file_without_a_whole_token_is_removed(tmp_path: Path) -> None:
    """A daemon that was killed while it began a file leaves nothing worth keeping."""
    (tmp_path / OPEN).write_bytes(TOKEN[:5])
    assert [event for event, _ in told_of(tmp_path)] == ["removed"]
    assert trails(tmp_path) == []


def test_a_trail_that_was_ended_is_only_renamed(tmp_path: Path) -> None:
    """Killed between its last file token and its last name: no second token is written."""
    octets = TRAIL + file_token(1_700_000_060_000_000_000, "/next")
    (tmp_path / OPEN).write_bytes(octets)
    ((event, facts),) = told_of(tmp_path)
    assert (event, facts["bytes_cut"]) == ("recovered", 0)
    (path,) = trails(tmp_path)
    assert path.read_bytes() == octets
    assert named(path) == ("", "/next")
