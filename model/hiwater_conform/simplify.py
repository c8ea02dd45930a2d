"""Plainer steps and configurations, to be tried in the place of those of a run that shows a divergence."""

from collections.abc import Iterator, Sequence
from typing import Any

from hiwater_model.configuration import Configuration, Granularity, Profile, ThreadConfiguration, ZoneConfiguration
from hiwater_model.machine import Machine
from hiwater_model.membufs import Chain
from hiwater_model.relation import NotEnabled, apply, ready, start
from hiwater_model.steps import Answer, Call, Run, Softcall, Step, Tick, TimerFires

Case = tuple[Configuration, tuple[Step, ...]]

_PLAIN_ZONE: dict[str, Any] = {
    "policy": 0,
    "host_valid": 0,
    "success_mask": 1,
    "failure_mask": 1,
    "sequence": 0,
    "state": 1,
    "delay": 20,
    "low_water": 0,
    "high_water": 1,
    "buffer_size": 64,
    "active": False,
    "door": None,
}
_PLAIN: dict[str, Any] = {
    "profile": Profile.GIVEN,
    "policy": 0,
    "classes": (),
    "softint_cache": 0,
    "seconds": 1_000_000_000,
    "nanoseconds": 0,
    "loaded": True,
    "memory": True,
}
_PLAIN_ARGUMENTS = {"time": None, "event": 0, "modifier": 0, "flag": 1, "zone": 0, "policy": 0, "tokens": ()}


def plainer_cases(configuration: Configuration, steps: tuple[Step, ...]) -> Iterator[Case]:
    """Cases with one thing made plainer, the boldest first."""
    yield from bolder_cases(configuration, steps)
    for plain in _plainer_configurations(configuration):
        yield plain, steps
    for place, step in enumerate(steps):
        for plain_step in _plainer_steps(step):
            yield configuration, (*steps[:place], plain_step, *steps[place + 1 :])


def bolder_cases(configuration: Configuration, steps: tuple[Step, ...]) -> Iterator[Case]:
    """Cases of another kind: a thread or zone less, or calls that are not interrupted."""
    if configuration.granularity is not Granularity.BLOCKING:
        coarse = configuration._replace(granularity=Granularity.BLOCKING)
        yield coarse, steps
        calls_first = sorted(steps, key=lambda step: not isinstance(step, Call))
        yield coarse, tuple(calls_first)
    if len(configuration.threads) > 1:
        for number in reversed(range(len(configuration.threads))):
            yield without_thread(configuration, steps, number)
            yield without_thread(configuration, handed_over(steps, number, 0 if number else 1), number)
    if len(configuration.zones) > 1:
        yield without_last_zone(configuration, steps)


def _plainer_configurations(configuration: Configuration) -> Iterator[Configuration]:
    for field, value in _PLAIN.items():
        if getattr(configuration, field) != value:
            yield configuration._replace(**{field: value})
    for number, zone in enumerate(configuration.zones):
        for plain_zone in _plainer_zones(zone):
            zones = (*configuration.zones[:number], plain_zone, *configuration.zones[number + 1 :])
            yield configuration._replace(zones=zones)
    for number, thread in enumerate(configuration.threads):
        for plain_thread in (thread._replace(cache=0), thread._replace(syscall=0), thread._replace(zone=0)):
            if plain_thread != thread:
                threads = (*configuration.threads[:number], plain_thread, *configuration.threads[number + 1 :])
                yield configuration._replace(threads=threads)


def without_thread(configuration: Configuration, steps: Sequence[Step], gone: int) -> Case:
    """The case without one user thread and what it did; threads behind it get the number before theirs."""
    threads = configuration.threads[:gone] + configuration.threads[gone + 1 :]
    left: list[Step] = []
    for step in steps:
        if isinstance(step, Call | Run | Answer):
            if step.thread == gone:
                continue
            left.append(step._replace(thread=step.thread - 1) if step.thread > gone else step)
        else:
            left.append(step)
    return configuration._replace(threads=threads), tuple(left)


def handed_over(steps: Sequence[Step], giver: int, taker: int) -> tuple[Step, ...]:
    """The steps with what one user thread did done by another one."""
    return tuple(
        step._replace(thread=taker) if isinstance(step, Call | Run | Answer) and step.thread == giver else step
        for step in steps
    )


def without_last_zone(configuration: Configuration, steps: Sequence[Step]) -> Case:
    """The case without its last zone, whose threads move to the global one. Its reader is the last thread of all."""
    last = len(configuration.zones) - 1
    reader = len(configuration.threads) + 2 + last
    threads = tuple(
        ThreadConfiguration(0 if thread.zone == last else thread.zone, thread.cache, thread.syscall)
        for thread in configuration.threads
    )
    left = tuple(step for step in steps if not (isinstance(step, Call | Run | Answer) and step.thread == reader))
    return configuration._replace(zones=configuration.zones[:last], threads=threads), left


def _plainer_zones(zone: ZoneConfiguration) -> Iterator[ZoneConfiguration]:
    for field, value in _PLAIN_ZONE.items():
        if getattr(zone, field) != value:
            yield zone._replace(**{field: value})
    bit = 1
    while bit <= zone.policy:
        if zone.policy & bit:
            yield zone._replace(policy=zone.policy & ~bit)
        bit <<= 1


def _plainer_steps(step: Step) -> Iterator[Step]:
    if isinstance(step, Tick) and step.ticks > 1:
        yield Tick(1)
    if not isinstance(step, Call):
        return
    arguments: Any = step.arguments
    for field in arguments._fields:
        value = getattr(arguments, field)
        if field in _PLAIN_ARGUMENTS and value != _PLAIN_ARGUMENTS[field]:
            yield Call(step.thread, arguments._replace(**{field: _PLAIN_ARGUMENTS[field]}))
        if field in ("token", "record") and isinstance(value, tuple):
            for chain in _shorter(value):
                yield Call(step.thread, arguments._replace(**{field: chain}))
        if isinstance(value, bytes) and field == "record":
            for record in (value[:18], value[: len(value) // 2], value[:6] + bytes(len(value) - 6)):
                if len(record) >= 18 and record != value:
                    yield Call(step.thread, arguments._replace(record=record))
        if field == "tokens" and value:
            yield Call(step.thread, arguments._replace(tokens=value[:-1]))
            for chain in _shorter(value[0]):
                yield Call(step.thread, arguments._replace(tokens=(chain, *value[1:])))


def _shorter(chain: Chain) -> Iterator[Chain]:
    if len(chain) > 1:
        yield chain[:1]
    plain = tuple(bytes(len(membuf)) for membuf in chain)
    if chain != (b"\0",):
        yield (b"\0",)
    if chain != plain:
        yield plain
    if len(chain[0]) > 2:
        yield (plain[0][: len(chain[0]) // 2], *plain[1:])


def refined(configuration: Configuration, steps: Sequence[Step]) -> Case:
    """A blocking case at the fine granularity: each thread goes on as far as the blocking step took it."""
    fine = configuration._replace(granularity=Granularity.FINE)
    machine = start(fine)
    taken: list[Step] = []

    def take(step: Step) -> bool:
        nonlocal machine
        try:
            outcome = apply(machine, step)
        except NotEnabled:
            return False
        if outcome.machine.halted == "undefined":
            return False
        machine = outcome.machine
        taken.append(step)
        return True

    for step in steps:
        if not take(step):
            continue
        actor = _actor(machine, step)
        while actor is not None and machine.halted is None and ready(machine, actor) and take(Run(actor)):
            pass
    return fine, tuple(taken)


def _actor(machine: Machine, step: Step) -> int | None:
    if isinstance(step, Call | Run | Answer):
        return step.thread
    if isinstance(step, Softcall):
        return machine.softint
    return machine.clock if isinstance(step, TimerFires) else None
