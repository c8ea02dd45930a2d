"""Makes the run of a divergence short: steps are left out (ddmin), then what remains is made plainer.

The model decides what is a run: a step that is no longer enabled is left out. Any divergence will do, so a shorter run
may show another one than the run that it came from. Bounded in time; what is found by then is returned.
"""

from collections.abc import Callable
from time import monotonic
from typing import NamedTuple

from hiwater_conform.adapter import Adapter
from hiwater_conform.claims import ALL_CLAIMED, Claims
from hiwater_conform.comparison import Divergence, compare_steps
from hiwater_conform.run_parts import ShrinkingStage
from hiwater_conform.runs import SavedRun, run_text
from hiwater_conform.simplify import bolder_cases, plainer_cases, refined
from hiwater_model.configuration import Configuration, Granularity, ImpossibleConfiguration
from hiwater_model.steps import Answer, Call, Run, Step

SECONDS = 20.0
_FINE_SHARE = 0.25
"""Of the seconds, for shrinking once more in fine steps."""
_BEYOND = 24
"""How far threads go on by themselves after the steps of a case: what was left out may be needed elsewhere."""


class Shrunk(NamedTuple):
    """The shortest divergence found, and how it was reached."""

    divergence: Divergence
    stages: tuple[ShrinkingStage, ...]


def shrink(
    adapter: Adapter,
    divergence: Divergence,
    seconds: float = SECONDS,
    progress: Callable[[ShrinkingStage], None] = lambda stage: None,
    claims: Claims = ALL_CLAIMED,
) -> Shrunk:
    """Shrink for at most so many seconds. The adapter must be deterministic, or the run may not show it again."""
    return _Shrinking(adapter, divergence, seconds, progress, claims).run()


def finer(adapter: Adapter, divergence: Divergence, claims: Claims = ALL_CLAIMED) -> Divergence | None:
    """The difference that the same run in fine steps shows first: a blocking step does many things.

    None if the run has fine steps already, they are not claimed, or show no difference.
    """
    if divergence.configuration.granularity is Granularity.FINE:
        return None
    configuration, steps = refined(divergence.configuration, divergence.steps)
    if not claims.hold(configuration):
        return None
    return compare_steps(adapter, configuration, steps, avoided=claims.avoided)


def blamed_as(divergence: Divergence, exact: Divergence) -> Divergence:
    """The divergence, blamed on the clause of another one."""
    return divergence._replace(difference=divergence.difference._replace(clause=exact.difference.clause))


class _Shrinking:
    def __init__(
        self,
        adapter: Adapter,
        divergence: Divergence,
        seconds: float,
        progress: Callable[[ShrinkingStage], None],
        claims: Claims,
    ) -> None:
        self.adapter = adapter
        self.claims = claims
        self.best = divergence
        self.began = monotonic()
        self.seconds = seconds
        self.progress = progress
        self.stages: list[ShrinkingStage] = []

    def run(self) -> Shrunk:
        self._stage("found")
        again = self._compare(self.best.configuration, self.best.steps)
        if again is not None:
            self.best = again
            self._be_bold()
            self.reduce()
        else:
            self._stage("not seen again")
        self._blame_exactly()
        return Shrunk(self.best, tuple(self.stages))

    def reduce(self) -> None:
        """Leave out and make plainer until nothing more can be."""
        before = None
        while before != (self.best.configuration, self.best.steps) and not self._late():
            before = (self.best.configuration, self.best.steps)
            self._drop(_calls)
            self._stage("calls left out")
            self._drop(_single_steps)
            self._stage("steps left out")
            self._make_plainer()
            self._stage("made plainer")

    def _compare(self, configuration: Configuration, steps: tuple[Step, ...], beyond: int = 0) -> Divergence | None:
        if not self.claims.hold(configuration):
            return None
        return compare_steps(self.adapter, configuration, steps, beyond, self.claims.avoided)

    def _stage(self, name: str) -> None:
        stage = ShrinkingStage(name, len(self.best.steps), round(monotonic() - self.began, 2))
        self.stages.append(stage)
        self.progress(stage)

    def _late(self) -> bool:
        return monotonic() - self.began > self.seconds

    def _try(self, configuration: Configuration, steps: tuple[Step, ...]) -> bool:
        """Whether this case diverges too; if it does, it is the best from now on."""
        try:
            divergence = self._compare(configuration, steps, _BEYOND)
        except ImpossibleConfiguration:
            return False
        if divergence is None or _size(divergence) >= _size(self.best):
            return False
        self.best = divergence
        return True

    def _be_bold(self) -> None:
        """Try cases of another kind while the run is still long: later they may have lost what makes them differ."""
        for configuration, steps in bolder_cases(self.best.configuration, self.best.steps):
            if not self._late() and self._try(configuration, steps):
                self._stage("made bolder")
                return

    def _blame_exactly(self) -> None:
        """Blame the first fine step that differs. If fewer fine steps show another cause, they are the run."""
        exact = finer(self.adapter, self.best, self.claims)
        if exact is None or exact.difference.clause is None:
            return
        only_fine = self.claims._replace(granularities=(Granularity.FINE,))
        fine = _Shrinking(self.adapter, exact, self.seconds * _FINE_SHARE, lambda _stage: None, only_fine)
        fine.reduce()
        if fine.best.difference.clause in (None, exact.difference.clause):
            self.best = blamed_as(self.best, exact)
        else:
            self.best = fine.best
            self._stage("shrunk again in fine steps")

    def _drop(self, parts_of: Callable[[tuple[Step, ...]], list[list[int]]]) -> None:
        """Leave out parts of the run: half of them first, then ever fewer at once, from the end to the beginning."""
        size = max(1, len(parts_of(self.best.steps)) // 2)
        while not self._late():
            dropped = False
            end = len(self.best.steps)
            while end > 0 and not self._late():
                steps = self.best.steps
                parts = parts_of(steps)
                end = min(end, len(parts))
                begin = max(0, end - size)
                gone = {place for part in parts[begin:end] for place in part}
                kept = tuple(step for place, step in enumerate(steps) if place not in gone)
                dropped |= self._try(self.best.configuration, kept)
                end = begin
            if size == 1 and not dropped:
                return
            if not dropped:
                size = max(1, size // 2)

    def _make_plainer(self) -> None:
        """Try every plainer case once; one that diverges too is made plainer in its turn."""
        found = True
        while found and not self._late():
            found = False
            for configuration, steps in plainer_cases(self.best.configuration, self.best.steps):
                if self._late():
                    return
                if self._try(configuration, steps):
                    found = True
                    break


def _single_steps(steps: tuple[Step, ...]) -> list[list[int]]:
    """Each step by itself."""
    return [[place] for place in range(len(steps))]


def _calls(steps: tuple[Step, ...]) -> list[list[int]]:
    """Each call with all that its thread then did, up to the thread's next call; what no thread did by itself."""
    parts: list[list[int]] = []
    part_of: dict[int, list[int]] = {}
    for place, step in enumerate(steps):
        if isinstance(step, Run | Answer) and step.thread in part_of:
            part_of[step.thread].append(place)
            continue
        parts.append([place])
        if isinstance(step, Call | Run | Answer):
            part_of[step.thread] = parts[-1]
    return parts


def _size(divergence: Divergence) -> tuple[int, int]:
    """Steps first; of runs with as many steps the one that is written shorter or plainer is smaller."""
    steps, configuration = divergence.steps, divergence.configuration
    text = run_text(SavedRun(configuration, steps))
    digits = sum(text.count(digit) for digit in "123456789abcdef")
    return len(steps), len(text) + digits
