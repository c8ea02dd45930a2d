"""How fast each part of a campaign is beside one implementation, as a share of what its bare pipe carries.

The bare pipe: requests made beforehand, answers that nobody looks at. So what else the machine does is in every number,
and in the shares much less. Not good for: a test, and comparing machines by the absolute numbers.
"""

from itertools import count
from time import perf_counter
from typing import Final, NamedTuple

from hiwater_conform.adapter import Adapter
from hiwater_conform.campaign import Plan, fewer_collections, run_campaign, runs_of_plan
from hiwater_conform.claims import SEQUENTIAL, Claims, claims_of
from hiwater_conform.conforming.picking import sequential_run
from hiwater_conform.exploring.clauses import clauses_of
from hiwater_conform.exploring.programs import PROGRAMS
from hiwater_conform.exploring.states import explore_states
from hiwater_model.configuration import Granularity
from hiwater_model.relation import apply, start

_PROGRAM: Final = "one writer"
_CALLS: Final = 200


class Part(NamedTuple):
    """One part: steps (of whole calls: calls) a second, and the share of the bare pipe's."""

    name: str
    per_second: float
    share: float
    judged: bool
    """Answers were compared; not so for the bare pipe and the model alone."""


def campaign_speed(adapter: Adapter, steps: int, seed: int = 1) -> list[Part]:
    """The parts, beginning with the bare pipe; those that the adapter does not claim are left out.

    Raises AdapterEnded, and ValueError for an adapter that cannot be scheduled or one that differs from the model: what
    is measured then is no campaign.
    """
    claims = claims_of(adapter.start())
    if not claims.granularities:
        raise ValueError("it does not claim scheduled:blocking or scheduled:fine, so no step of it can be judged")
    plan = Plan(steps, seed, granularities=claims.granularities, profiles=claims.profiles, avoided=claims.avoided)
    pipe, model = _alone(adapter, plan)
    found = [
        ("bare pipe", pipe, False),
        ("the model alone", model, False),
        ("random runs", _random(adapter, plan), True),
    ]
    program = PROGRAMS[_PROGRAM].at(Granularity.BLOCKING)
    if claims.hold(program.configuration) and claims.avoided.isdisjoint(clauses_of(program)):
        explored = explore_states(program, adapter)
        found.append((f"every state of {_PROGRAM}", explored.steps / explored.seconds, True))
    if SEQUENTIAL in claims.modes:
        found.append(("whole calls", _whole_calls(adapter, claims, seed), True))
    return [Part(name, speed, speed / pipe, judged) for name, speed, judged in found]


def _alone(adapter: Adapter, plan: Plan) -> tuple[float, float]:
    """Steps a second of the bare pipe, and of the model: those of the random runs, made beforehand."""
    transcripts = [transcript for transcript, _ in runs_of_plan(plan)]
    steps = sum(len(transcript.steps) for transcript in transcripts)
    began = perf_counter()
    for transcript in transcripts:
        adapter.exchange(transcript.sent)
    carried = perf_counter()
    with fewer_collections():
        for transcript in transcripts:
            machine = start(transcript.configuration)
            for step in transcript.steps:
                machine = apply(machine, step).machine
    return steps / (carried - began), steps / (perf_counter() - carried)


def _random(adapter: Adapter, plan: Plan) -> float:
    report = run_campaign(adapter, plan)
    if report.divergence is not None:
        raise ValueError(f"it differs from the model after {report.steps:,} steps: `hiwater conform` tells how")
    return report.steps / report.seconds


def _whole_calls(adapter: Adapter, claims: Claims, seed: int) -> float:
    began, calls = perf_counter(), 0
    for number in count(seed):
        calls += max(1, sequential_run(adapter, claims, number, "the adapter", 0.0).calls)
        if calls >= _CALLS:
            break
    return calls / (perf_counter() - began)
