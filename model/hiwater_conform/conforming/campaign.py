"""An implementation is judged: smoke, the runs of findings and vectors, random runs, every state of small programs.

What it claims decides what it is asked: granularities, profiles, and the clauses that it skips. An adapter that dies,
hangs, floods or lies has failed; it is never an error of ours.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from time import perf_counter
from typing import Final, NamedTuple

from hiwater_conform.adapter import Adapter, Declaration
from hiwater_conform.campaign import Plan, run_campaign
from hiwater_conform.claims import claims_of
from hiwater_conform.clauses import clause_registry
from hiwater_conform.comparison import Divergence, compare, compare_steps
from hiwater_conform.conforming.failure import Failure, failure
from hiwater_conform.conforming.picking import runs_of
from hiwater_conform.conforming.tier import Tier
from hiwater_conform.conforming.verdict import ClauseVerdict, Followed, Verdict, judge
from hiwater_conform.coverage import Coverage
from hiwater_conform.exploring.clauses import clauses_of
from hiwater_conform.exploring.program import Program
from hiwater_conform.exploring.programs import PROGRAMS
from hiwater_conform.exploring.states import explore_states
from hiwater_conform.findings import all_findings
from hiwater_conform.functions_run import clauses_run
from hiwater_conform.runs import SavedRun
from hiwater_conform.smoke import SmokeReport, smoke
from hiwater_conform.transcript import replay
from hiwater_conform.vectors.stored import shipped_vectors
from hiwater_conform.wire_values import Wire
from hiwater_model.configuration import Configuration, Granularity, Profile
from hiwater_model.steps import Step

_STEPS_AT_ONCE: Final = 2_000
_DIVERGENCES_MOST: Final = 60
_STEPS_TRACED: Final = 4_000
Tell = Callable[[str, int, int], None]


class Judged(NamedTuple):
    """What a campaign saw of an implementation."""

    smoke: SmokeReport
    declaration: Declaration | None
    """None if it did not keep the protocol in the smoke."""
    verdicts: tuple[ClauseVerdict, ...]
    failures: tuple[Failure, ...]
    parts: dict[str, int]
    """Steps that agreed, by part."""
    coverage: dict[str, Wire]
    """What those steps reached: a summary."""
    seconds: float

    @property
    def conforms(self) -> bool:
        """Nothing failed; what is unknown or skipped is listed."""
        return self.smoke.passed and self.declaration is not None and not self.failures

    def count(self, verdict: Verdict) -> int:
        """Clauses with this verdict."""
        return sum(one.verdict is verdict for one in self.verdicts)


def conform(
    adapter: Adapter,
    tier: Tier,
    seed: int,
    *,
    name: str,
    wanted: str = "",
    profile: Profile | None = None,
    tell: Tell = lambda *_: None,
) -> Judged:
    """Judge an adapter. `wanted`: only clauses whose id begins so are judged; `profile`: only as this system.

    Raises OSError, and NotClaimed for a profile that the adapter does not claim.
    """
    began = perf_counter()
    first = smoke(adapter)
    if first.checks[-1].problem is not None and first.checks[-1].clause is None:
        return Judged(first, None, (), (), {}, Coverage().summary(), perf_counter() - began)
    judging = _Judging(adapter, tier, seed, name, profile, tell)
    judging.run()
    clauses = [clause for clause in clause_registry().clauses if clause.identifier.startswith(wanted)]
    failures = tuple(one for one in judging.failures if one.clause is None or one.clause.startswith(wanted))
    followed = Followed(judging.coverage.clauses, judging.functions)
    verdicts = judge(clauses, followed, judging.declaration.skips, failures)
    seen, seconds = judging.coverage.summary(), perf_counter() - began
    return Judged(first, judging.declaration, verdicts, failures, dict(judging.parts), seen, seconds)


class _Judging:
    def __init__(self, adapter: Adapter, tier: Tier, seed: int, name: str, profile: Profile | None, tell: Tell) -> None:
        self.adapter, self.tier, self.seed, self.name, self.tell = adapter, tier, seed, name, tell
        self.declaration = adapter.start()
        self.claims = claims_of(self.declaration)
        if profile is not None:
            self.claims = self.claims.only(profile)
        self.coverage = Coverage()
        self.functions: Counter[str] = Counter()
        self.failures: list[Failure] = []
        self.divergences = self.shrunk = 0
        self.parts: Counter[str] = Counter()

    def run(self) -> None:
        """The parts, short ones first, until enough has failed."""
        for part in (self._findings, self._vectors, self._picking, self._random, self._states):
            if not self._enough():
                part()

    def _enough(self) -> bool:
        broken = any(failure.clause is None for failure in self.failures)
        return broken or self.shrunk >= self.tier.failures or self.divergences >= _DIVERGENCES_MOST

    def _findings(self) -> None:
        """Each finding's run is sent as it is, if the adapter is such a system at such a granularity."""
        known = all_findings()
        for number, finding in enumerate(known, 1):
            self.tell("findings", number, len(known))
            if self.claims.hold(finding.configuration) and not self._enough():
                self._sent("findings", finding.configuration, finding.steps)

    def _vectors(self) -> None:
        """The positive vectors: what a negative one forbids differs from the model in the same steps."""
        for tier in self.tier.vectors:
            self.tell(f"vectors, {tier}", 0, 0)
            for vector in shipped_vectors(tier):
                is_claimed = self.claims.hold(vector.configuration) and self.claims.avoided.isdisjoint(vector.clauses)
                if is_claimed and vector.divergence is None and not self._enough():
                    self._sent("vectors", vector.configuration, vector.steps)

    def _sent(self, part: str, configuration: Configuration, steps: tuple[Step, ...]) -> None:
        coverage = Coverage()
        transcript = replay(configuration, steps, avoided=self.claims.avoided, coverage=coverage)
        divergence = compare(self.adapter, transcript)
        if divergence is None:
            self._agreed(part, coverage, len(transcript.steps))
        else:
            self._differs(part, divergence)

    def _random(self) -> None:
        """Random runs, begun anew with another seed after each failure, so that one does not hide the others."""
        began, seed = perf_counter(), self.seed
        while self.claims.granularities and self.parts["random"] < self.tier.random_steps and not self._enough():
            left = self.tier.seconds - (perf_counter() - began)
            if left <= 0:
                return
            plan = Plan(
                min(_STEPS_AT_ONCE, self.tier.random_steps - self.parts["random"]),
                seed,
                granularities=self.claims.granularities,
                profiles=self.claims.profiles,
                avoided=self.claims.avoided,
                seconds=left,
            )
            with self._traced() as functions:
                report = run_campaign(self.adapter, plan)
            seed += 1
            self._agreed("random", report.coverage, report.steps)
            self.tell("random", self.parts["random"], self.tier.random_steps)
            if report.divergence is None:
                self.functions.update(functions)
            else:
                self._differs("random", report.divergence)

    @contextmanager
    def _traced(self) -> Iterator[Counter[str]]:
        """Count which functions of the model run, in the first steps: it makes them slower."""
        counts: Counter[str] = Counter()
        with clauses_run(counts) if self.parts["random"] < _STEPS_TRACED else nullcontext():
            yield counts

    def _states(self) -> None:
        """Every state of the small programs that the adapter can be asked, and that follow no clause it skips."""
        for name in self.tier.programs:
            program = PROGRAMS[name].at(Granularity.BLOCKING)
            if self._enough():
                return
            if not self.claims.hold(program.configuration) or not self._has_all_of(program):
                continue
            self.tell(f"states of {name}", 0, 0)
            report = explore_states(program, self.adapter, seconds=self.tier.state_seconds)
            self.parts["states"] += report.steps
            if isinstance(report.found, Divergence):
                self._differs("states", report.found)

    def _picking(self) -> None:
        """Runs in which the adapter picks who goes on; the shortest that fails in a mode is kept."""
        for mode in self.claims.modes:
            for picked in runs_of(self.adapter, self.claims, mode, self.seed, self.name, self.tier):
                self.parts[mode] += 0 if picked.unknown else picked.calls
                self.tell(mode, self.parts[mode], self.tier.calls)
                if picked.failed is None:
                    self.coverage.add(picked.coverage)
                    continue
                divergence = self._scheduled(picked.failed)
                if divergence is None:
                    self._keep(Failure(mode, picked.clause, picked.failed, self.parts[mode], picked.trace))
                else:
                    self._differs(mode, divergence)
                break

    def _scheduled(self, run: SavedRun) -> Divergence | None:
        """The same steps picked by the judge, if it may pick: then the first that differs is known."""
        if not run.steps or not self.claims.hold(run.configuration):
            return None
        divergence = compare_steps(self.adapter, run.configuration, run.steps, avoided=self.claims.avoided)
        return None if divergence is None or divergence.ended else divergence

    def _keep(self, found: Failure) -> None:
        """One failure a clause."""
        if found.clause not in {one.clause for one in self.failures}:
            self.failures.append(found)

    def _has_all_of(self, program: Program) -> bool:
        return not self.claims.avoided or self.claims.avoided.isdisjoint(clauses_of(program))

    def _agreed(self, part: str, coverage: Coverage, steps: int) -> None:
        self.coverage.add(coverage)
        self.parts[part] += steps

    def _differs(self, part: str, divergence: Divergence) -> None:
        """Shrink it, unless it is blamed on a clause that has failed already."""
        self.divergences += 1
        if divergence.difference.clause in {one.clause for one in self.failures}:
            return
        self.shrunk += 1
        steps = sum(self.parts.values())
        found = failure(part, divergence, self.adapter, self.claims, self.name, steps, self.tier.shrink_seconds)
        self._keep(found)


def claimed(declaration: Declaration) -> Iterator[str]:
    """What an implementation says of itself, line by line."""
    yield f"{declaration.language} {declaration.version}: {', '.join(declaration.capabilities)}"
    skipped_for: dict[str, list[str]] = {}
    for skip in declaration.skips:
        skipped_for.setdefault(skip.why, []).append(skip.clause)
    for reason, clauses in skipped_for.items():
        yield f"skips {', '.join(clauses)}: {reason}"
