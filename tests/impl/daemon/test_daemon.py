"""Real daemons, killed, stopped, asked to rotate and run out of room: what was answered 0 is in whole trails.

Not good for power failures: only the system's view of the files is looked at.
"""

import os
import resource
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hiwater_impl.daemon.child import DaemonChild, DaemonFailed, spawn
from hiwater_impl.door.client import SocketDoor
from hiwater_impl.pipeline.constants import COMPLETE, EINTR, FIRST, MIDDLE, NOTIFY
from hiwater_impl.records.record import Record
from hiwater_impl.records.trail import pieces
from tests.impl.daemon.daemons import (
    DONE,
    SECONDS,
    all_records,
    connected,
    in_pieces,
    named,
    record,
    send,
    trails,
    wait_until,
    whole,
)

HOST = ("--host", "host")
POLICY = NOTIFY | 1


@pytest.fixture
def door(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a daemon may listen."""
    return tmp_path_factory.mktemp("door") / "door"


def limit_files(child: DaemonChild, size: int) -> None:
    """Have the system refuse to let the daemon's files grow beyond so many bytes (EFBIG)."""
    hard = resource.prlimit(child.pid, resource.RLIMIT_FSIZE)[1]
    resource.prlimit(child.pid, resource.RLIMIT_FSIZE, (size, hard))


def test_records_go_into_a_trail(tmp_path: Path, door: Path) -> None:
    """They stand there whole and in order, between file tokens; modes, names and the last line are as promised."""
    sent = [record(number, 60 + number) for number in range(300)]
    with spawn(door, [tmp_path], *HOST) as child:
        assert stat.S_IMODE(door.stat().st_mode) == 0o600
        (path,) = trails(tmp_path)
        assert path.name.endswith(".not_terminated.host")
        assert stat.S_IMODE(path.stat().st_mode) == 0o640
        with connected(door) as client:
            for octets in sent:
                assert client.upcall(COMPLETE, octets) == DONE
        assert child.terminate() == 0
    (path,) = trails(tmp_path)
    start, end, host = path.name.split(".")
    assert (len(start), len(end), host) == (14, 14, "host")
    assert start <= end
    assert whole(path) == sent
    assert named(path) == ("", "")
    assert not door.exists()
    assert child.last_line == f"done: records 300, bytes {sum(map(len, sent))}, files 1, tossed 0, dropped 0"


def test_long_records_come_in_pieces_from_several_applications_at_once(tmp_path: Path, door: Path) -> None:
    """Pieces of 32 KB records from two connections take turns, and each record is appended whole."""
    sent = [[record(100 * who + number, 32_768) for number in range(5)] for who in range(2)]
    with spawn(door, [tmp_path]), connected(door) as one, connected(door) as other:
        for first, second in zip(*sent, strict=True):
            for mine, yours in zip(in_pieces(first, 8192), in_pieces(second, 8192), strict=True):
                assert one.upcall(*mine)[0] == other.upcall(*yours)[0] == 0
    assert all_records([tmp_path]) == [octets for pair in zip(*sent, strict=True) for octets in pair]


def test_what_is_tossed_is_answered_and_counted(tmp_path: Path, door: Path) -> None:
    """An orphan, an empty buffer, an unfinished record: all answered 0, none in the trail."""
    with spawn(door, [tmp_path], errors=subprocess.DEVNULL) as child:
        with connected(door) as client:
            for kind, payload in [(MIDDLE, b"x"), (MIDDLE, b"x"), (0x8002, b""), (FIRST, record(1)[:40])]:
                error, reply = client.upcall(kind, payload)
                assert (error, (reply or b"none")[:4]) == (0, bytes(4))
            send(client, record(2))
        child.terminate()
    assert all_records([tmp_path]) == [record(2)]
    assert "tossed 4," in child.last_line


def send_until_it_ends(door: Path, numbers: Iterator[int], answered: list[bytes]) -> int:
    """Send records until the daemon is gone; the errno at the end."""
    with connected(door) as client:
        for number in numbers:
            octets = record(number, 300)
            error, _ = client.upcall(COMPLETE, octets)
            if error:
                return error
            answered.append(octets)
    return 0


def test_killed_under_load_loses_nothing_it_answered_for(tmp_path: Path, door: Path) -> None:
    """After kill -9 and restart, three times, all that was answered is in whole trails, at most one more each time."""
    answered: list[bytes] = []
    numbers = iter(range(1_000_000))
    for crash in range(3):
        with spawn(door, [tmp_path], errors=subprocess.DEVNULL) as child:
            goal = len(answered) + 50
            sender = threading.Thread(target=send_until_it_ends, args=(door, numbers, answered))
            sender.start()
            wait_until(lambda goal=goal: len(answered) > goal, "records were answered")  # type: ignore[misc]
            assert child.kill() == -signal.SIGKILL
            sender.join(SECONDS)
            assert not sender.is_alive()
        assert sum("not_terminated" in path.name for path in trails(tmp_path)) == 1, crash
    with spawn(door, [tmp_path], errors=subprocess.DEVNULL):
        pass
    found = all_records([tmp_path])
    assert [octets for octets in found if octets in set(answered)] == answered
    assert len(found) <= len(answered) + 3


def test_stopped_under_load_it_finishes_what_it_has(tmp_path: Path, door: Path) -> None:
    """SIGTERM with three applications sending: what is in the trail is just what was answered, once."""
    answered: list[list[bytes]] = [[], [], []]
    with spawn(door, [tmp_path]) as child:
        senders = [
            threading.Thread(target=send_until_it_ends, args=(door, iter(range(10**6 * who, 10**9)), answered[who]))
            for who in range(3)
        ]
        for sender in senders:
            sender.start()
        wait_until(lambda: all(len(one) > 30 for one in answered), "all had records answered")
        assert child.terminate() == 0
        for sender in senders:
            sender.join(SECONDS)
            assert not sender.is_alive()
    assert sorted(all_records([tmp_path])) == sorted(octets for one in answered for octets in one)


def test_recovery_says_what_it_cut(tmp_path: Path, door: Path) -> None:
    """One line on standard error names the file and the bytes."""
    with spawn(door, [tmp_path]) as child:
        with connected(door) as client:
            send(client, record(1))
        child.kill()
    (path,) = trails(tmp_path)
    with path.open("ab") as file:
        file.write(record(2)[:77])
    with (tmp_path / "errors").open("w+b") as errors:
        (tmp_path / "trails").mkdir()
        path = path.rename(tmp_path / "trails" / path.name)
        spawn(door, [tmp_path / "trails"], errors=errors.fileno()).terminate()
        errors.seek(0)
        said = errors.read().decode()
    assert f"{path}: left unfinished by a daemon that died; 77 bytes cut off its end" in said
    assert all_records([tmp_path / "trails"]) == [record(1)]


def is_stopped(process: int) -> bool:
    """Whether the system says so; the signal takes a moment."""
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "T"


def test_a_stopped_daemon_keeps_its_caller_waiting_and_loses_nothing(tmp_path: Path, door: Path) -> None:
    """SIGSTOP: no answer comes. SIGCONT: it does."""
    with spawn(door, [tmp_path]) as child, connected(door) as patient:
        assert patient.upcall(COMPLETE, record(9)) == DONE
        with SocketDoor(door, seconds=0.2) as client:
            assert client.upcall(COMPLETE, record(0)) == DONE
            os.kill(child.pid, signal.SIGSTOP)
            wait_until(lambda: is_stopped(child.pid), "the daemon stopped")
            assert client.upcall(COMPLETE, record(1)) == (EINTR, None)
        done: list[tuple[int, bytes | None]] = []
        thread = threading.Thread(target=lambda: done.append(patient.upcall(COMPLETE, record(2))))
        thread.start()
        thread.join(0.1)
        assert done == []
        os.kill(child.pid, signal.SIGCONT)
        thread.join(SECONDS)
        assert done == [DONE]
    assert sorted(all_records([tmp_path])) == sorted(record(number) for number in (0, 1, 2, 9))


def test_a_new_file_on_request_idle_or_not(tmp_path: Path, door: Path) -> None:
    """SIGUSR1: the files name each other, and no record is lost between them."""
    with spawn(door, [tmp_path], *HOST) as child, connected(door) as client:
        send(client, record(1))
        os.kill(child.pid, signal.SIGUSR1)
        wait_until(lambda: len(trails(tmp_path)) == 2, "an idle daemon began a new file")
        send(client, record(2))
    first, second = trails(tmp_path)
    assert (whole(first), whole(second)) == ([record(1)], [record(2)])
    assert named(first) == ("", str(tmp_path / f"{second.name[:14]}.not_terminated.host"))
    assert named(second) == (str(first), "")


def test_a_new_file_by_size(tmp_path: Path, door: Path) -> None:
    """A file takes no record beyond the size, once its first second is over."""
    with spawn(door, [tmp_path], "--rotate-size", "1000") as child, connected(door) as client:
        count = 0
        while len(trails(tmp_path)) < 2:
            send(client, record(count))
            count += 1
        child.terminate()
    assert len(trails(tmp_path)) == 2
    assert all_records([tmp_path]) == [record(number) for number in range(count)]
    assert sum(map(len, whole(trails(tmp_path)[1]))) <= 1000


@pytest.mark.parametrize("directories", [1, 2])
def test_a_limit_of_sizes_is_a_full_disk(tmp_path: Path, door: Path, directories: int) -> None:
    """EFBIG: the record that did not fit is whole in a new file, in the next directory if there is one."""
    places = [tmp_path / name for name in ("a", "b")[:directories]]
    for place in places:
        place.mkdir()
    sent = [record(number, 400) for number in range(30)]
    with spawn(door, places, errors=subprocess.DEVNULL) as child, connected(door) as client:
        limit_files(child, 2100)
        for octets in sent:
            send(client, octets)
    assert sorted(all_records(places)) == sorted(sent)
    assert all(len(trails(place)) > 1 for place in places)


def test_no_room_anywhere_waits_without_an_answer(tmp_path: Path, door: Path) -> None:
    """The record is kept, unanswered, until there is room; then it is written once."""
    with spawn(door, [tmp_path], errors=subprocess.DEVNULL) as child, connected(door) as client:
        limit_files(child, 300)
        done: list[tuple[int, bytes | None]] = []
        thread = threading.Thread(target=lambda: done.append(client.upcall(COMPLETE, record(1, 2000))))
        thread.start()
        thread.join(0.7)
        assert done == []
        limit_files(child, resource.RLIM_INFINITY)
        thread.join(SECONDS)
        assert done == [DONE]
        send(client, record(2))
    assert [whole(path) for path in trails(tmp_path)] == [[record(1, 2000), record(2)]]


def test_no_room_anywhere_under_count_drops_and_counts(tmp_path: Path, door: Path) -> None:
    """With CNT in the policy message, what finds no room is answered 0, lost and counted; what fits is written."""
    with spawn(door, [tmp_path], errors=subprocess.DEVNULL) as child, connected(door) as client:
        client.upcall(POLICY, (1).to_bytes(4, sys.byteorder))
        limit_files(child, 300)
        for number in range(3):
            send(client, record(number, 2000))
        send(client, record(7))
        child.terminate()
    assert "records 1, bytes 150," in child.last_line
    assert "dropped 3" in child.last_line
    assert [whole(path) for path in trails(tmp_path)] == [[record(7)]]


def test_a_daemon_without_room_still_stops(tmp_path: Path, door: Path) -> None:
    """SIGTERM ends it; the caller that waited learns that its record was not taken."""
    with spawn(door, [tmp_path], errors=subprocess.DEVNULL) as child, connected(door) as client:
        limit_files(child, 300)
        done: list[tuple[int, bytes | None]] = []
        thread = threading.Thread(target=lambda: done.append(client.upcall(COMPLETE, record(1, 2000))))
        thread.start()
        thread.join(0.2)
        assert child.terminate() == 0
        thread.join(SECONDS)
        assert done == [(EINTR, None)]
    assert all_records([tmp_path]) == []


def test_all_full_is_told_each_time_it_comes_about_and_never_that_a_record_went_elsewhere(
    tmp_path: Path, door: Path
) -> None:
    """Full, room again, full again: told twice, the reason too; there is no elsewhere, so none is named."""
    trail, errors = tmp_path / "trail", tmp_path / "errors"
    trail.mkdir(mode=0o700)
    with (
        errors.open("w+b") as told,
        spawn(door, [trail], errors=told.fileno()) as child,
        connected(door) as client,
    ):
        for turn in (1, 2):  # the limit is that of its standard error, too
            limit_files(child, 5000)
            thread = threading.Thread(target=send, args=(client, record(turn, 9000)))
            thread.start()
            wait_until(lambda turn=turn: errors.read_text().count("make room") == turn, "it said so")  # type: ignore[misc]
            limit_files(child, resource.RLIM_INFINITY)
            thread.join(SECONDS)
            assert not thread.is_alive()
    found = [piece for path in trails(trail) for piece in pieces(path)]
    assert [piece.octets for piece in found if isinstance(piece, Record)] == [record(1, 9000), record(2, 9000)]
    said = errors.read_text()
    assert said.count(f"{trail}: not written to: File too large") == 2
    assert said.count("no directory can be written to") == 2
    assert "elsewhere" not in said
    assert "instead" not in said


def test_a_record_that_went_elsewhere_is_said_to_be_there(tmp_path: Path, door: Path) -> None:
    """The file that it went to is named, once it is there."""
    places = [tmp_path / "a", tmp_path / "b"]
    for place in places:
        place.mkdir(mode=0o700)
    with (
        (tmp_path / "errors").open("w+b") as told,
        spawn(door, places, *HOST, errors=told.fileno()) as child,
        connected(door) as client,
    ):
        send(client, record(1, 400))
        limit_files(child, 600)
        send(client, record(2, 400))
        (went_to,) = trails(places[1])
    first, second = (tmp_path / "errors").read_text().splitlines()
    assert first == f"hiwater auditd: {places[0]}: not written to: File too large"
    assert second == f"hiwater auditd: the record went to {went_to} instead"
    assert [whole(*trails(place)) for place in places] == [[record(1, 400)], [record(2, 400)]]


def test_a_hangup_has_it_look_anew_and_go_on_in_the_first_directory(tmp_path: Path, door: Path) -> None:
    """SIGHUP: what is wrong with a directory is told again, the first one is used if it can be, and it serves on."""
    places = [tmp_path / "a", tmp_path / "b"]
    for place in places:
        place.mkdir(mode=0o700)
    with (
        (tmp_path / "errors").open("w+b") as told,
        spawn(door, places, *HOST, errors=told.fileno()) as child,
        connected(door) as client,
    ):
        send(client, record(1, 400))
        limit_files(child, 600)
        send(client, record(2, 400))
        limit_files(child, resource.RLIM_INFINITY)
        places[1].chmod(0o777)
        os.kill(child.pid, signal.SIGHUP)
        wait_until(lambda: len(trails(places[0])) == 2, "it began a file in the first directory")
        send(client, record(3, 400))
        assert child.terminate() == 0
    assert [[whole(path) for path in trails(place)] for place in places] == [
        [[record(1, 400)], [record(3, 400)]],
        [[record(2, 400)]],
    ]
    said = (tmp_path / "errors").read_text()
    assert f"{places[1]} (mode 777): everybody may remove trails and everybody may look into it; make it" in said


@contextmanager
def small_disk(path: Path, size: str) -> Iterator[None]:
    """A tmpfs of so many bytes; skips where mounting is not allowed."""
    path.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "none", str(path)]
    mounted = subprocess.run(command, check=False, capture_output=True)
    if mounted.returncode:
        pytest.skip("mounting is not allowed here; the limit of sizes is tested in its place")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(path)], check=True)


def test_a_full_disk(tmp_path: Path, door: Path) -> None:
    """The trail goes on in the second directory, both are whole, the warning came once, and the command was run."""
    first, second, told = tmp_path / "first", tmp_path / "second", tmp_path / "told"
    second.mkdir()
    script = tmp_path / "warn"
    script.write_text(f'#!/bin/sh\necho "$@" >> {told}\n')
    script.chmod(0o755)
    options = ("--warn", str(script), "--minimum-free", "60")
    sent = [record(number, 3000) for number in range(100)]
    with small_disk(first, "400k"), (tmp_path / "errors").open("w+b") as errors:
        with spawn(door, [first, second], *options, errors=errors.fileno()), connected(door) as client:
            for octets in sent:
                send(client, octets)
            wait_until(lambda: told.exists() and told.read_text() != "", "the command was run")
        assert all_records([first, second]) == sent
        assert all_records([first])
        assert all_records([second])
        assert named(trails(second)[0])[0] == str(trails(first)[0])
    assert told.read_text().splitlines().count(f"scarce {first}") == 1
    assert (tmp_path / "errors").read_text().count(f"{first}: less than 60% free") == 1


def fill(path: Path) -> None:
    """Write a file until the disk is full to the last byte."""
    with path.open("wb", buffering=0) as file:
        assert 0 < file.write(bytes(1 << 20)) < 1 << 20


def test_a_disk_that_is_full_to_the_last_byte(tmp_path: Path, door: Path) -> None:
    """ENOSPC in the middle of a record: nothing of it stays, the caller waits, and it goes on when there is room."""
    disk = tmp_path / "disk"
    sent = [record(number, 700) for number in range(9)]
    done: list[tuple[int, bytes | None]] = []
    with small_disk(disk, "400k"):
        with spawn(door, [disk], errors=subprocess.DEVNULL), connected(door) as client:
            send(client, sent[0])
            (disk / "other").mkdir()
            fill(disk / "other" / "file")
            thread = threading.Thread(target=lambda: done.extend(client.upcall(COMPLETE, one) for one in sent[1:]))
            thread.start()
            wait_until(lambda: any("not_terminated" not in one.name for one in trails(disk)), "the file was ended")
            thread.join(0.2)
            assert thread.is_alive()
            (disk / "other" / "file").unlink()
            thread.join(SECONDS)
            assert not thread.is_alive()
        assert done == [DONE] * 8
        assert all_records([disk]) == sent
        assert len(trails(disk)) == 2


def test_a_second_daemon_is_refused_and_disturbs_nothing(tmp_path: Path, door: Path) -> None:
    """The same door: refused. The same directory through another door: both write, neither ends the other's file."""
    with spawn(door, [tmp_path], *HOST) as child, connected(door) as client:
        send(client, record(1))
        with pytest.raises(DaemonFailed, match="ended with 2"):
            spawn(door, [tmp_path], *HOST, errors=subprocess.DEVNULL)
        with spawn(door.with_name("other"), [tmp_path], *HOST), connected(door.with_name("other")) as other:
            send(other, record(2))
        send(client, record(3))
        assert child.terminate() == 0
    assert [whole(path) for path in trails(tmp_path)] == [[record(1), record(3)], [record(2)]]


def test_it_ends_when_the_application_is_killed(tmp_path: Path, door: Path) -> None:
    """A daemon of one's own is not left behind, and its trail is ended."""
    program = (
        "import sys, time; from hiwater_impl.daemon.child import spawn\n"
        f"child = spawn({str(door)!r}, [{str(tmp_path)!r}])\n"
        "print(child.pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as application:
        assert application.stdout is not None
        assert int(application.stdout.readline()) > 0
        application.kill()
    wait_until(lambda: not door.exists(), "the daemon closed its door")
    wait_until(lambda: any("not_terminated" not in one.name for one in trails(tmp_path)), "the trail was ended")
    assert all_records([tmp_path]) == []


@pytest.mark.parametrize("sync", ["none", "interval", "record"])
def test_every_way_to_sync(tmp_path: Path, door: Path, sync: str) -> None:
    """Each writes the same records; what is synced when is not seen from here."""
    with spawn(door, [tmp_path], "--sync", sync, "--sync-seconds", "0.02"), connected(door) as client:
        for number in range(40):
            send(client, record(number))
    assert all_records([tmp_path]) == [record(number) for number in range(40)]


@pytest.mark.parametrize(
    ("options", "directory", "complaint"),
    [
        ((), "missing", "is no directory; make it first"),
        (("--rotate-size", "-1"), ".", "--rotate-size counts bytes"),
        (("--minimum-free", "101"), ".", "--minimum-free is a percentage"),
        (("--sync-seconds", "nan"), ".", "--sync-seconds is a time"),
        (("--host", "a/b"), ".", "--host is a part of file names"),
        (("--warn", "'"), ".", "--warn: No closing quotation"),
    ],
)
def test_what_cannot_be_is_said_in_one_line(
    tmp_path: Path, door: Path, options: tuple[str, ...], directory: str, complaint: str
) -> None:
    """The child ends with 2 before it listens, `spawn` says so, and nothing is left."""
    with (
        (tmp_path / "errors").open("w+b") as errors,
        pytest.raises(DaemonFailed, match="ended with 2 before it listened"),
    ):
        spawn(door, [tmp_path / directory], *options, errors=errors.fileno())
    said = (tmp_path / "errors").read_text()
    assert said.count("\n") == 1
    assert complaint in said
    assert trails(tmp_path) == [tmp_path / "errors"]
    assert not door.exists()
