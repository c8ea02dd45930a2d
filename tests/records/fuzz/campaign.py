"""Inputs by the million, each in a worker process; one that fails is saved, made shorter, and the campaign goes on."""

import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.records.fuzz.asking import Asking, Dead
from tests.records.fuzz.inputs import input_of
from tests.records.fuzz.shrinking import MOST_TRIES, shrunk
from tests.records.fuzz.worker import Answer

BATCH = 500
"""Inputs for which a worker is asked at once."""

MOST_FAILURES = 20
"""After so many the campaign ends."""

SHORTER_SECONDS = 120.0
"""For making one input shorter."""


@dataclass(frozen=True)
class Failure:
    """An input that failed: its number, which check, what was seen, and the shorter bytes that fail alike."""

    number: int
    kind: str
    why: str
    data: bytes


@dataclass
class Report:
    """What a campaign did so far, in the words of `Answer`, and how long it took."""

    done: Answer = field(default_factory=Answer)
    failures: list[Failure] = field(default_factory=list)
    seconds: float = 0.0

    def add(self, answer: Answer) -> None:
        """Count what a worker did."""
        for name in ("inputs", "bytes", "compared", "printed"):
            setattr(self.done, name, getattr(self.done, name) + getattr(answer, name))
        self.done.longest = max(self.done.longest, answer.longest)


class Campaign:
    """Inputs of a seed; failures and the batch at hand are written to a folder."""

    def __init__(
        self,
        seed: int,
        folder: Path,
        asking: Asking,
        progress: Callable[[Report], None] = lambda report: None,
        tries: int = MOST_TRIES,
    ) -> None:
        """`tries`: how often a worker is asked, at most, to make one failing input shorter."""
        self.seed, self.folder, self.asking, self.progress, self.tries = seed, folder, asking, progress, tries
        self.report = Report()
        self._begun = time.monotonic()

    def run(self, first: int, inputs: int) -> Report:
        """Check the inputs from number `first` on, and report."""
        self.folder.mkdir(parents=True, exist_ok=True)
        number, end = first, first + inputs
        while number < end and len(self.report.failures) < MOST_FAILURES:
            count = min(BATCH, end - number)
            (self.folder / "batch").write_text(f"seed {self.seed}, inputs {number} to {number + count - 1}\n")
            number = self._batch(number, count)
            self.report.seconds = time.monotonic() - self._begun
            self.progress(self.report)
        return self.report

    def _batch(self, first: int, count: int) -> int:
        """Check a batch up to its first failure; the number of the input to go on with."""
        try:
            answer = self.asking.ask(seed=self.seed, first=first, count=count)
        except Dead as dead:
            if count == 1:
                self.report.add(Answer(inputs=1))
                self._keep(first, dead.kind, "the worker died")
                return first + 1
            return self._one_by_one(first, count)
        self.report.add(answer)
        if answer.failed is None:
            return first + count
        self._keep(answer.failed, answer.kind, answer.why)
        return answer.failed + 1

    def _one_by_one(self, first: int, count: int) -> int:
        """Go through a batch of which a worker died, up to the input that it dies of."""
        known = len(self.report.failures)
        for number in range(first, first + count):
            self._batch(number, 1)
            if len(self.report.failures) > known:
                return number + 1
        self._keep(first, "died once", f"of the batch from {first} on, and not of one of its {count} inputs alone")
        return first + count

    def _keep(self, number: int, kind: str, why: str) -> None:
        """Save an input that failed, and what is left of it when it is made shorter."""
        one = input_of(self.seed, number)
        data = self._shorter(number, one.data, kind)
        self.report.failures.append(Failure(number, kind, why, data))
        name = self.folder / f"failure-{self.seed}-{number}"
        name.with_suffix(".whole.bsm").write_bytes(one.data)
        name.with_suffix(".bsm").write_bytes(data)
        told = {"seed": self.seed, "number": number, "kind": kind, "why": why, **one._asdict(), "data": data.hex()}
        name.with_suffix(".json").write_text(json.dumps(told, indent=1) + "\n")
        sys.stdout.write(f"input {number} of seed {self.seed} fails: {kind}: {why}\n{len(data)} bytes in {name}.bsm\n")

    def _shorter(self, number: int, data: bytes, kind: str) -> bytes:
        end = time.monotonic() + SHORTER_SECONDS

        def fails(shorter: bytes) -> bool:
            if time.monotonic() > end:
                return False
            try:
                return self.asking.ask(seed=self.seed, number=number, data=shorter.hex()).kind == kind
            except Dead as dead:
                return dead.kind == kind

        return shrunk(data, fails, self.tries)
