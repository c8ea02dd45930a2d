"""A child that answers lines: as many answers as requests, or an end that says why."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from hiwater_conform.line_process import Limits, LineProcess, ProcessEnded

ECHO = "import sys\nfor line in sys.stdin.buffer:\n    sys.stdout.buffer.write(line)\n    sys.stdout.buffer.flush()\n"

USUAL = Limits()


@contextmanager
def child(program: str, limits: Limits = USUAL) -> Iterator[LineProcess]:
    """A Python program as the child."""
    with LineProcess([sys.executable, "-c", program], limits=limits) as process:
        yield process


def why(program: str, limits: Limits = USUAL, lines: int = 3) -> ProcessEnded:
    """How an exchange with the program ends."""
    with child(program, limits) as process, pytest.raises(ProcessEnded) as ended:
        process.exchange([b"x"] * lines)
    return ended.value


def test_answers_come_in_order_however_many() -> None:
    """A batch larger than a pipe, and one of a single line."""
    lines = [f"line {number} {'.' * 80}".encode() for number in range(5_000)]
    with child(ECHO) as process:
        assert process.exchange(lines) == lines
        assert process.exchange([b"last"]) == [b"last"]
        assert process.exchange([]) == []


def test_a_silent_child_is_ended() -> None:
    """After the limit, with what it had answered."""
    began = time.monotonic()
    end = why("import time\nprint('one', flush=True)\ntime.sleep(600)", Limits(seconds=1.5))
    assert "did not answer within 1.5 s" in end.why
    assert end.answers == [b"one"]
    assert time.monotonic() - began < 60


def test_a_child_that_answers_drop_by_drop_is_ended() -> None:
    """The limit is one for the whole batch: each byte does not begin it anew."""
    drops = "import time\nwhile True:\n    print('x', end='', flush=True)\n    time.sleep(0.05)"
    assert "did not answer within 1 s" in why(drops, Limits(seconds=1.0)).why


def test_a_flood_is_ended() -> None:
    """A line without an end, and nothing of it is kept."""
    flood = "import sys\nprint('one', flush=True)\nwhile True:\n    sys.stdout.write('x' * 65536)"
    end = why(flood, Limits(line_bytes=1 << 20))
    assert "answered a line of more than 1,048,576 bytes" in end.why
    assert end.answers == [b"one"]


@pytest.mark.parametrize(
    ("program", "words"),
    [
        ("raise SystemExit('the queue is broken')", "ended with exit code 1: the queue is broken"),
        ("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)", "was ended by signal 11"),
        ("import os, time\nos.close(1)\ntime.sleep(600)", "closed its output but runs on"),
        ('print(\'{"fault":"freed twice"}\', flush=True)\nraise SystemExit(3)', 'met a fault: {"fault":"freed twice"}'),
    ],
)
def test_an_end_says_how(program: str, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit code or signal, and the last words on standard error."""
    monkeypatch.setattr("hiwater_conform.line_process.SECONDS_TO_END", 1.0)
    assert words in why(program).why


def test_a_child_works_before_anybody_waits() -> None:
    """What was sent is answered meanwhile; a batch that no pipe takes is sent while its answers are read."""
    lines = [b"x" * 1000] * 5_000
    with child(ECHO) as process:
        process.send([b"one", b"two"])
        with pytest.raises(AssertionError):
            process.send([b"three"])
        assert process.receive() == [b"one", b"two"]
        process.send(lines)
        assert process.receive() == lines
        assert process.receive() == []
