"""The modes in which the implementation picks: whole calls one after another, and free-running threads.

Calls are drawn on a state that the model may be in. Not good for: orders that the implementation never picks.
"""

from collections.abc import Callable, Iterator
from random import Random
from time import perf_counter
from typing import Final, NamedTuple

from hiwater_conform.adapter import Adapter, AdapterEnded, answer_of
from hiwater_conform.claims import SEQUENTIAL, Claims
from hiwater_conform.conforming.scenes import Scene, scenes
from hiwater_conform.conforming.tier import Tier
from hiwater_conform.coverage import Coverage, clauses_followed
from hiwater_conform.following.calls import CallFollower
from hiwater_conform.following.follower import follow
from hiwater_conform.following.header import Header
from hiwater_conform.following.verdict import Consistent, Inconsistent, Unknown
from hiwater_conform.random_calls import RandomCalls
from hiwater_conform.random_configurations import random_configuration
from hiwater_conform.run_parts import SeenDifference
from hiwater_conform.runs import SavedRun
from hiwater_conform.transcript import replay
from hiwater_conform.wire import configure_line
from hiwater_conform.wire_modes import perform_line, performed_of, release_line, trace_of, trace_text
from hiwater_conform.wire_values import thread_names
from hiwater_model.configuration import Configuration, Granularity, Profile, ThreadConfiguration
from hiwater_model.examples import GLOBAL_ZONE, WORLD
from hiwater_model.machine import Machine
from hiwater_model.relation import NotEnabled, apply, ready
from hiwater_model.steps import (
    Answer,
    AsyncEvent,
    AuClose,
    Auditdoor,
    AuUwrite,
    Call,
    GetStatistics,
    Run,
    SetPolicy,
    Softcall,
    Step,
)

_CALLS_A_RUN: Final = 40
_CALLS_AT_ONCE: Final = 120
_TRIES: Final = 8
_BEYOND: Final = 60
_USERS: Final = 4
_POLICIES: Final = (0, 0x80, 0x90, 0x10)


class Picked(NamedTuple):
    """One run. `clause` and `failed` say what is wrong with it; `broken`: the protocol was not kept."""

    calls: int
    coverage: Coverage
    failed: SavedRun | None = None
    clause: str | None = None
    broken: bool = False
    unknown: bool = False
    trace: bytes = b""
    """What free-running threads wrote, if it failed."""


def sequential_run(adapter: Adapter, claims: Claims, seed: int, name: str, shrink_seconds: float) -> Picked:
    """One random configuration, and whole calls until something is wrong, all sleep, or there have been enough.

    Of one that fails, calls are left out for at most so many seconds.
    """
    random = Random(seed)
    profile = random.choice(claims.profiles)
    drawn = random_configuration(random, random.choice((64, 32)), Granularity.BLOCKING, profile)
    configuration = drawn._replace(memory=True)
    drawing = RandomCalls(random)
    made: list[Call] = []

    def choose(machine: Machine) -> Call | None:
        call = None if len(made) >= _CALLS_A_RUN else _drawn(random, drawing, machine, claims.avoided)
        made.extend([] if call is None else [call])
        return call

    picked = calls_made(adapter, configuration, choose, name)
    return picked if picked.failed is None else _shorter(adapter, configuration, made, picked, name, shrink_seconds)


def scene_played(adapter: Adapter, claims: Claims, scene: Scene, name: str, shrink_seconds: float) -> Picked:
    """The calls of a scene that may be made; of one that fails, calls are left out."""
    made: list[Call] = []
    left = _in_order(list(scene.calls))

    def choose(machine: Machine) -> Call | None:
        while (call := left(machine)) is not None:
            if _may_be_made(machine, call, claims.avoided):
                made.append(call)
                return call
        return None

    picked = calls_made(adapter, scene.configuration, choose, name)
    if picked.failed is None:
        return picked
    return _shorter(adapter, scene.configuration, made, picked, name, shrink_seconds)


def calls_made(
    adapter: Adapter, configuration: Configuration, choose: Callable[[Machine], Call | None], name: str
) -> Picked:
    """Whole calls, each chosen on a state that the model may be in; None ends the run."""
    follower, names = CallFollower(configuration), thread_names(configuration)
    path: tuple[Step, ...] = ()
    try:
        _configure(adapter, configuration)
        while (call := choose(follower.candidate.machine)) is not None:
            path = (*follower.path, call)
            sequence = follower.calls + 2
            told = performed_of(adapter.exchange([perform_line(sequence, call, names)])[0], sequence, names)
            verdict = follower.perform(call, told)
            if isinstance(verdict, Inconsistent):
                return Picked(follower.calls, Coverage(), _witness(configuration, path, verdict, name), verdict.clause)
            if isinstance(verdict, Unknown):
                return Picked(follower.calls - 1, _covered(configuration, path[:-1]), unknown=True)
    except AdapterEnded as end:
        adapter.restart()
        return _broken(configuration, path, end, name)
    return Picked(follower.calls, _covered(configuration, follower.path))


def _shorter(
    adapter: Adapter, configuration: Configuration, calls: list[Call], failed: Picked, name: str, seconds: float
) -> Picked:
    """The same with fewer calls, if that fails too: who picks may pick otherwise, so it is not tried twice."""
    until, place, left = perf_counter() + seconds, len(calls) - 1, list(calls)
    while place >= 0 and perf_counter() < until:
        fewer = [*left[:place], *left[place + 1 :]]
        picked = calls_made(adapter, configuration, _in_order(fewer), name)
        if picked.failed is not None and picked.broken == failed.broken:
            left, failed = fewer, picked
        place -= 1
    return failed


def _in_order(calls: list[Call]) -> Callable[[Machine], Call | None]:
    """The given calls, as long as their threads are idle."""
    waiting = iter(calls)

    def choose(machine: Machine) -> Call | None:
        if machine.halted is not None:
            return None
        return next((one for one in waiting if machine.threads[one.thread].wait.kind == "idle"), None)

    return choose


def free_run(adapter: Adapter, claims: Claims, seed: int, name: str, calls: int) -> Picked:
    """One workload of so many calls, on threads that nobody schedules; the trace is followed."""
    random = Random(seed)
    configuration = _free_world(random, claims)
    names = thread_names(configuration)
    workload = _workload(random, calls)
    header = Header(configuration, names)
    try:
        _configure(adapter, configuration)
        answer = adapter.exchange([release_line(2, workload, names)])[0]
        verdict = follow(header, trace_of(answer, header))
        trace = b"" if isinstance(verdict, Consistent) else trace_text(answer, header)
    except AdapterEnded as end:
        adapter.restart()
        return _broken(configuration, (), end, name)
    if isinstance(verdict, Inconsistent):
        return Picked(calls, Coverage(), _witness(configuration, (), verdict, name), verdict.clause, trace=trace)
    if isinstance(verdict, Consistent):
        within = [one for one in verdict.unfinished if one.startswith("user")]
        if within or not verdict.complete:
            why = f"the trace is over, and {'; '.join(within)}" if within else "the trace has no end: ended, or halted"
            return _broken(configuration, (), AdapterEnded(why), name)
        return Picked(calls, _shown(verdict))
    return Picked(calls, Coverage(), unknown=True)


def _shown(verdict: Consistent) -> Coverage:
    coverage = Coverage()
    coverage.clauses.update(verdict.shown)
    return coverage


def runs_of(adapter: Adapter, claims: Claims, mode: str, seed: int, name: str, tier: Tier) -> Iterator[Picked]:
    """Runs in a mode until there were enough calls, or seconds have passed; before them those that are chosen."""
    began, done = perf_counter(), 0
    if mode == SEQUENTIAL:
        for scene in scenes(claims.profiles[0]):
            yield scene_played(adapter, claims, scene, name, tier.shrink_seconds)
    while done < tier.calls and perf_counter() - began < tier.seconds:
        if mode == SEQUENTIAL:
            picked = sequential_run(adapter, claims, seed, name, tier.shrink_seconds)
        else:
            picked = free_run(adapter, claims, seed, name, _CALLS_AT_ONCE)
        seed += 1
        done += max(1, picked.calls)
        yield picked


def _configure(adapter: Adapter, configuration: Configuration) -> None:
    answer = answer_of(adapter.exchange([configure_line(1, configuration)])[0])
    if answer.get("ok") is not True:
        raise AdapterEnded(f"the configuration was not taken: {str(answer)[:300]}")


def _drawn(random: Random, drawing: RandomCalls, machine: Machine, avoided: frozenset[str]) -> Call | None:
    """A call that an idle user may make; None if there is none, or none was found that follows no clause to avoid."""
    users = range(len(machine.configuration.threads))
    idle = [number for number in users if machine.threads[number].wait.kind == "idle"]
    if not idle or machine.halted is not None:
        return None
    for _ in range(_TRIES):
        number = random.choice(idle)
        call = Call(number, drawing.make(machine, number))
        if _may_be_made(machine, call, avoided):
            return call
    return None


def _may_be_made(machine: Machine, call: Call, avoided: frozenset[str]) -> bool:
    """As far as one order of the model shows: it has an outcome, and follows no clause to avoid."""
    step: Step | None = call
    for _ in range(_BEYOND):
        if step is None:
            break
        try:
            outcome = apply(machine, step)
        except NotEnabled:
            return False
        if outcome.machine.halted == "undefined" or not avoided.isdisjoint(clauses_followed(machine, step, outcome)):
            return False
        machine = outcome.machine
        step = _next_step(machine)
    return True


def _next_step(machine: Machine) -> Step | None:
    """Somebody goes on: the first who can."""
    if machine.halted is not None:
        return None
    for number, thread in enumerate(machine.threads):
        if thread.wait.kind == "door":
            return Answer(number, 0, 0)
        if thread.wait.kind != "idle" and ready(machine, number):
            return Run(number)
    return Softcall() if machine.softcalls and machine.threads[machine.softint].wait.kind == "idle" else None


def _covered(configuration: Configuration, path: tuple[Step, ...]) -> Coverage:
    coverage = Coverage()
    replay(configuration, path, coverage=coverage)
    return coverage


def _free_world(random: Random, claims: Claims) -> Configuration:
    """One zone without a door: the first call of the workload brings it."""
    high = random.choice((2, 4, 10))
    profile = Profile.LATER if Profile.LATER in claims.profiles else claims.profiles[0]
    zone = GLOBAL_ZONE._replace(
        high_water=high,
        low_water=high // 2 - 1,
        buffer_size=random.choice((32, 8192)),
        delay=1,
        door=None,
        active=False,
    )
    users = (ThreadConfiguration(0, 0, 0),) * _USERS
    return WORLD._replace(profile=profile, granularity=Granularity.FINE, zones=(zone,), threads=users)


def _workload(random: Random, calls: int) -> list[Call]:
    """The door first, then records, asynchronous events, and now and then an administrator."""
    made = [Call(0, Auditdoor(7))]
    while len(made) < calls:
        user, chance = random.randrange(_USERS), random.random()
        if chance < 0.1:
            made.append(Call(user, AsyncEvent(153, 1, ((random.randbytes(9),),), 0, None)))
        elif chance < 0.15:
            made.append(Call(user, GetStatistics()))
        elif chance < 0.2:
            made.append(Call(user, SetPolicy(random.choice(_POLICIES))))
        else:
            made.append(Call(user, AuUwrite((random.randbytes(random.randrange(1, 60)),))))
            made.append(Call(user, AuClose(0, "thread", 1, 6, 0, None)))
    return made


def _witness(configuration: Configuration, steps: tuple[Step, ...], verdict: Inconsistent, name: str) -> SavedRun:
    expected = [f"the model: {reason}" for reason in verdict.expected]
    seen = SeenDifference(name, len(steps), "answer", expected, verdict.what, verdict.clause)
    title = f"{name} does what the model cannot, whoever goes on"
    return SavedRun(configuration, steps, title=title, divergence=seen)


def _broken(configuration: Configuration, steps: tuple[Step, ...], end: AdapterEnded, name: str) -> Picked:
    seen = SeenDifference(name, len(steps), "answer", "an answer of the protocol", end.why, None)
    run = SavedRun(configuration, steps, title=f"{name} gives no answer of the protocol", divergence=seen)
    return Picked(0, Coverage(), run, None, broken=True)
