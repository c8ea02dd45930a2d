"""The layer "mutants": every mutant of the functions under contract is refuted by a contract, or proved equivalent.

At QUICK sixty of them, drawn with a fixed seed; otherwise all. Not good for: saying that the contracts say enough; it
says that no small change of these functions goes unseen.
"""

import os
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from json import loads
from time import perf_counter
from typing import Any, Final, NamedTuple

from hiwater_check.layer import Effort, Showing, Tell
from hiwater_check.mutants.fates import DECIDED, Fate
from hiwater_check.mutants.subjects import Mutant, all_changes, contracts_by_function
from hiwater_check.symbolic import tool

QUICK_NUMBER: Final = 60
SEED: Final = 5
LIMIT_SECONDS: Final = 3_000.0
"""Wall clock for each of the processes that judge."""


class Judged(NamedTuple):
    """A mutant and its fate: by which contract, with which counterexample or trouble, in how many seconds."""

    mutant: Mutant
    fate: Fate
    by: str
    message: str
    seconds: float


def run(effort: Effort, tell: Tell) -> Showing:
    """Judge the mutants. Raises ToolMissing."""
    versions = tool.versions()
    mutants = [change.mutant for change in all_changes()]
    of_all = len(mutants)
    if effort is Effort.QUICK:
        mutants = random.Random(SEED).sample(mutants, min(QUICK_NUMBER, of_all))
    began = perf_counter()
    judged = judge_all(mutants, tell)
    return shown(judged, of_all, versions, perf_counter() - began)


def judge_all(mutants: Sequence[Mutant], tell: Tell, limit_seconds: float = LIMIT_SECONDS) -> list[Judged]:
    """Judge mutants in as many processes as there are processors; one without an answer is undecided."""
    shares = len(os.sched_getaffinity(0))
    found: dict[int, Judged] = {}
    by_number = {mutant.number: mutant for mutant in mutants}

    def judge(share: int) -> None:
        for number, fate, by, message, seconds in _answers(mutants[share::shares], limit_seconds):
            found[number] = Judged(by_number[number], Fate(fate), by, message, seconds)
            tell("mutants", len(found), len(mutants))

    with ThreadPoolExecutor(max_workers=shares) as pool:
        for future in [pool.submit(judge, share) for share in range(shares)]:
            future.result()
    lost = "the judging process ended before it"
    return [found.get(one.number, Judged(one, Fate.UNDECIDED, "", lost, 0.0)) for one in mutants]


def _answers(mutants: Sequence[Mutant], limit_seconds: float) -> Iterator[list[Any]]:
    command = [sys.executable, "-P", "-m", "hiwater_check.mutants.judging", "--seconds", str(limit_seconds)]
    numbers = "".join(f"{mutant.number}\n" for mutant in mutants)
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "PYTHONHASHSEED": "0"},
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(numbers)
        process.stdin.close()
        for line in process.stdout:
            yield loads(line)


def shown(judged: Sequence[Judged], of_all: int, versions: dict[str, str], seconds: float) -> Showing:
    """The showing: it holds if every mutant that was judged is refuted or equivalent, and there was one."""
    fates = Counter(one.fate for one in judged)
    open_ones = [one for one in judged if one.fate not in DECIDED]
    words = ", ".join(f"{fates[fate]} {fate.value}" for fate in Fate if fates[fate] or fate in DECIDED)
    lines = [
        f"{len(judged)} of {of_all} mutants of {len(contracts_by_function())} functions: {words}",
        *(_line(one) for one in open_ones),
    ]
    document = {
        "tools": versions,
        "scope": "small changes of one place in the decisions, tables and handlers under contract",
        "mutants": len(judged),
        "of": of_all,
        **{fate.value: fates[fate] for fate in Fate},
        "seconds": round(seconds, 1),
        "seconds a mutant": round(sum(one.seconds for one in judged) / max(1, len(judged)), 2),
        "modules": _table(judged),
        "equivalent ones": [_line(one) for one in judged if one.fate is Fate.EQUIVALENT],
        "by enumeration": [_line(one) for one in judged if one.fate is Fate.ENUMERATED],
        "open": [_line(one) for one in open_ones],
    }
    return Showing(bool(judged) and not open_ones, lines, document)


def _table(judged: Sequence[Judged]) -> dict[str, dict[str, int]]:
    """By module: how many mutants met each fate."""
    table: dict[str, dict[str, int]] = {}
    for one in judged:
        row = table.setdefault(one.mutant.module.partition(".")[2], {fate.value: 0 for fate in Fate})
        row[one.fate.value] += 1
    return dict(sorted(table.items()))


def _line(one: Judged) -> str:
    mutant = one.mutant
    where = f"{mutant.module.partition('.')[2]}:{mutant.line} {mutant.name}"
    return f"{one.fate.value}: {where}: {mutant.what} {one.by} {one.message}".rstrip()
