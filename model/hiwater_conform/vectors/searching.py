"""The shortest way to break each clause, among runs that are there: of findings, scenarios, and random ones.

Not good for: the shortest there is; that is for shrinking, which begins here.
"""

from collections.abc import Collection, Iterator
from typing import Final, NamedTuple

from hiwater_conform.findings import all_findings
from hiwater_conform.generator import RandomSteps
from hiwater_conform.observation import Observer
from hiwater_conform.scenarios import all_scenarios
from hiwater_conform.simplify import refined
from hiwater_conform.transcript import record, replay
from hiwater_conform.vectors.forgery import forgeries, may_be_blamed
from hiwater_model.configuration import Configuration, Granularity, Profile
from hiwater_model.constants import EVENT_SYSTEM_BOOT, SELECT_FAILURE, SELECT_SUCCESS, SOFTCALL_SLOTS
from hiwater_model.relation import apply, start
from hiwater_model.steps import AuditAsyncStart, AuWrite, Call, Step

_TRIES: Final = 300
"""Of a clause that is said of a step, and yet not blamed for any answer to it; then it is left alone."""


class System(NamedTuple):
    """What kind of system a vector is for."""

    width: int
    granularity: Granularity
    profile: Profile

    def __str__(self) -> str:
        return f"{self.width} bits, {self.granularity.value}, {self.profile.value}"


class Place(NamedTuple):
    """A run that ends with a step whose answer can break a clause."""

    configuration: Configuration
    steps: tuple[Step, ...]


class Sources(NamedTuple):
    """Where runs come from, besides the findings and scenarios: random steps, in runs of at most `longest`."""

    random_steps: int
    longest: int
    seed: int = 1
    avoided: frozenset[str] = frozenset()
    """Clauses: no run has a step that follows one of them."""


def shortest(system: System, clauses: Collection[str], sources: Sources) -> dict[str, Place]:
    """For each clause that can be broken the shortest run that was met; those never broken are not among the keys."""
    found: dict[str, Place] = {}
    left = dict.fromkeys(clauses, _TRIES)
    for place in _runs(system, sources):
        machine, observer = start(place.configuration), Observer(place.configuration)
        for length, step in enumerate(place.steps, start=1):
            outcome = apply(machine, step)
            tried = {
                clause
                for clause in may_be_blamed(outcome)
                if left.get(clause) and (clause not in found or length < len(found[clause].steps))
            }
            blamed = {one.difference.clause for one in forgeries(machine, outcome, observer)} if tried else set()
            for clause in tried:
                if clause in blamed:
                    found[clause] = Place(place.configuration, place.steps[:length])
                else:
                    left[clause] -= 1
            machine = outcome.machine
    return found


def told_places(system: System, avoided: frozenset[str] = frozenset()) -> Iterator[Place]:
    """The runs of findings and scenarios, for this kind of system; and one that fills the table of softcalls."""
    told = [(run.configuration, run.steps) for run in (*all_findings(), *all_scenarios().values())]
    for configuration, steps in (*told, _crowded()):
        yield _place(configuration, steps, system, avoided)


def _place(configuration: Configuration, steps: tuple[Step, ...], system: System, avoided: frozenset[str]) -> Place:
    configuration = configuration._replace(width=system.width, profile=system.profile)
    if system.granularity is Granularity.FINE and configuration.granularity is not Granularity.FINE:
        configuration, steps = refined(configuration, steps)
    configuration = configuration._replace(granularity=system.granularity)
    return Place(configuration, replay(configuration, steps, avoided=avoided).steps)


def _crowded() -> tuple[Configuration, tuple[Step, ...]]:
    """As many softcalls as there is room for, and one more: chance meets them in runs that are far longer.

    A thread under ERRJMP frees tokens, each of which is also handed to a softcall; none of these is taken.
    """
    configuration = all_scenarios()[6].configuration
    begin = Call(0, AuditAsyncStart(EVENT_SYSTEM_BOOT, SELECT_SUCCESS | SELECT_FAILURE))
    freed = Call(0, AuWrite("none", (b"\0",)))
    return configuration, (begin, *[freed] * (SOFTCALL_SLOTS + 1))


def _runs(system: System, sources: Sources) -> Iterator[Place]:
    """Runs of this kind of system; none has a step that is not enabled, or has no defined outcome."""
    yield from told_places(system, sources.avoided)
    random, left = RandomSteps(sources.seed), sources.random_steps
    while left > 0:
        configuration = random.configuration(system.width, system.granularity, system.profile)
        steps = record(configuration, random.step, min(left, sources.longest), avoided=sources.avoided).steps
        left -= max(1, len(steps))
        yield Place(configuration, steps)
