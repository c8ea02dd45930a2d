"""Inside the process: each mutant in a child of its own, judged by the contracts that look at it, in JSON lines.

The mutant is put into the live function, so that everything that calls it gets it. Each line is `[number, fate, by,
message, seconds]`. A child that takes too long or dies is a fate too. Not good for: telling which contracts would
refute a mutant; it stops at the first that does.
"""

import argparse
import contextlib
import json
import os
import resource
import select
import signal
import sys
from collections.abc import Callable, Sequence
from time import perf_counter
from typing import Any, Final

from hiwater_check.contracts.enumerated import ENUMERATIONS, through
from hiwater_check.mutants.equivalence import is_equivalent
from hiwater_check.mutants.fates import Fate
from hiwater_check.mutants.subjects import Change, all_changes, contracts_of, put_in
from hiwater_check.symbolic.checking import checks_of
from hiwater_check.symbolic.verdicts import Verdict

CONDITION_SECONDS: Final = 10.0
CHILD_SECONDS: Final = 60
ENUMERATION_SECONDS: Final = 8
MEMORY_BYTES: Final = 3 * 2**30


def judge(change: Change) -> tuple[Fate, str, str]:
    """Fate, by which contract, and the counterexample. The mutant stays in this process."""
    put_in(change)
    undecided, judged = "", 0
    for contract in contracts_of(change):
        for check in checks_of(contract, CONDITION_SECONDS):
            verdict, message, _, _ = check.judge()
            judged += 1
            if verdict in (Verdict.REFUTED, Verdict.RAISED):
                return Fate.REFUTED, contract.__name__, message
            if verdict is not Verdict.CONFIRMED:
                undecided = undecided or f"{verdict.value}: {message}"
    if not judged:
        return Fate.UNDECIDED, "", "no condition looks at it"
    broken = _broken_enumeration()
    if broken is not None:
        return Fate.ENUMERATED, *broken
    if undecided:
        return Fate.UNDECIDED, "", undecided
    same = is_equivalent(change, contracts_of(change), CONDITION_SECONDS)
    return (Fate.EQUIVALENT if same else Fate.SURVIVED), "", ""


def _broken_enumeration() -> tuple[str, str] | None:
    """The first enumeration that the mutant breaks, raises in, or does not end in."""
    signal.signal(signal.SIGALRM, _too_long)
    for enumeration in ENUMERATIONS:
        signal.alarm(ENUMERATION_SECONDS)
        try:
            broken = through(enumeration).broken
        except Exception as raised:  # noqa: BLE001  # whatever a mutant raises refutes it
            broken = repr(raised)
        finally:
            signal.alarm(0)
        if broken is not None:
            return enumeration.name, broken
    return None


def _too_long(_signal: int, _frame: object) -> None:
    raise TimeoutError("the mutant does not end")


def enumerate_only(change: Change) -> tuple[Fate, str, str]:
    """For a mutant with which the tool came to no end: do the enumerations find a case, or come to none either?"""
    put_in(change)
    broken = _broken_enumeration()
    if broken is None:
        return Fate.UNDECIDED, "", "the child died or did not end"
    return Fate.ENUMERATED, *broken


def _fate_of(change: Change) -> list[str]:
    answer = _in_child(change, judge) or _in_child(change, enumerate_only)
    return answer or [Fate.UNDECIDED.value, "", "the child died or did not end"]


def _in_child(change: Change, how: Callable[[Change], tuple[Fate, str, str]]) -> list[str]:
    """Judge in a forked child; its answer comes through a pipe. Empty if it dies or does not end."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _judge_and_leave(change, how, writing)
    os.close(writing)
    answer = b""
    deadline = perf_counter() + CHILD_SECONDS
    with os.fdopen(reading, "rb") as pipe:
        while select.select([pipe], [], [], max(0.0, deadline - perf_counter()))[0]:
            some = os.read(pipe.fileno(), 65536)
            answer += some
            if not some:
                break
        else:
            os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    try:
        fate, by, message = json.loads(answer)
    except ValueError:
        return []
    return [fate, by, message]


def _judge_and_leave(change: Change, how: Callable[[Change], tuple[Fate, str, str]], writing: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    with contextlib.suppress(BaseException):
        fate, by, message = how(change)
        os.write(writing, json.dumps([fate.value, by, message[:300]]).encode())
    os._exit(0)


def _warm_up(changes: tuple[Change, ...]) -> None:
    """What the tool loads at its first condition is loaded before any child is made."""
    for check in checks_of(contracts_of(changes[0])[0], CONDITION_SECONDS):
        check.judge()


def main(words: Sequence[str] | None = None) -> int:
    """Judge the mutants whose numbers come on standard input, one a line, until the time is over."""
    parser = argparse.ArgumentParser(prog="python -m hiwater_check.mutants.judging", description=__doc__)
    parser.add_argument("--seconds", type=float, required=True, help="wall clock for all of them")
    limit = perf_counter() + parser.parse_args(words).seconds
    said, sys.stdout = sys.stdout, sys.stderr
    changes = all_changes()
    _warm_up(changes)
    for line in sys.stdin:
        number, began = int(line), perf_counter()
        if began > limit:
            break
        answer: list[Any] = [number, *_fate_of(changes[number]), round(perf_counter() - began, 3)]
        said.write(json.dumps(answer) + "\n")
        said.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
