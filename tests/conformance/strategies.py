"""Hypothesis strategies for the values that the protocol carries: configurations and steps of every kind."""

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from hiwater_model import steps
from hiwater_model.configuration import (
    Configuration,
    Granularity,
    Limits,
    Profile,
    ThreadConfiguration,
    ZoneConfiguration,
)
from hiwater_model.machine import Counters

WORDS = st.integers(0, 2**32 - 1)
NUMBERS = st.integers(-(2**31), 2**32)
MEMBUFS = st.binary(max_size=128)
CHAINS = st.lists(MEMBUFS, min_size=1, max_size=3).map(tuple)
TIMES = st.none() | st.tuples(st.integers(0, 2**40), st.integers(0, 999_999_999))
ADDRESSES = st.binary(min_size=4, max_size=4) | st.binary(min_size=16, max_size=16)

_BY_FIELD: dict[str, SearchStrategy[object]] = {
    "token": st.none() | CHAINS,
    "record": CHAINS,
    "tokens": st.lists(CHAINS, max_size=3).map(tuple),
    "time": TIMES,
    "descriptor": st.sampled_from(["thread", "local"]),
    "selected": st.booleans(),
    "privileged": st.booleans(),
    "counters": st.lists(st.sampled_from(Counters._fields), unique=True).map(tuple),
    "policy": WORDS,
    "zone": st.integers(0, 3),
}


def _arguments(name: str) -> SearchStrategy[steps.Arguments]:
    if name == "audit":
        return st.builds(steps.Audit, st.booleans(), st.binary(max_size=300))
    if name == "auditdoor":
        return st.builds(steps.Auditdoor, st.integers(0, 9) | st.sampled_from(["bad", "file"]))
    if name == "auditon_setkaudit":
        return ADDRESSES.map(lambda address: steps.SetKernelAddress(len(address), address))
    made = steps.FUNCTIONS[name]
    return st.builds(made, *(_BY_FIELD.get(field, NUMBERS) for field in made._fields))


def calls(users: int) -> SearchStrategy[steps.Call]:
    """Calls of every function by one of so many user threads."""
    return st.builds(
        steps.Call, st.integers(0, users - 1), st.sampled_from(sorted(steps.FUNCTIONS)).flatmap(_arguments)
    )


def any_step(users: int, zones: int) -> SearchStrategy[steps.Step]:
    """Steps of every kind, whether they are enabled or not."""
    threads = st.integers(0, users + 1 + zones)
    replies = st.none() | st.integers(-(2**31), 2**31 - 1) | st.just("unchanged")
    return st.one_of(
        calls(users),
        st.builds(steps.Run, threads),
        st.builds(steps.Answer, threads, st.just(0), replies),
        st.builds(steps.Answer, threads, st.integers(1, 100), st.none()),
        st.just(steps.Softcall()),
        st.just(steps.TimerFires()),
        st.builds(steps.Tick, st.integers(1, 1000)),
        st.builds(steps.Memory, st.booleans()),
    )


def _zones() -> SearchStrategy[ZoneConfiguration]:
    return ADDRESSES.flatmap(
        lambda address: st.builds(
            ZoneConfiguration,
            name=st.text(min_size=1, max_size=9).map(lambda name: name.encode("utf-8", "replace")),
            state=st.sampled_from([1, 2, 4]),
            policy=WORDS.map(lambda word: word & 0x6FDD),
            host_valid=st.integers(0, 1),
            host_type=st.just(len(address)),
            host_address=st.just(address),
            success_mask=WORDS,
            failure_mask=WORDS,
            high_water=st.integers(5, 100),
            low_water=st.integers(0, 4),
            buffer_size=st.integers(1, 10_000),
            delay=st.integers(1, 100),
            sequence=st.integers(-(2**31), 2**31 - 1),
            door=st.integers(0, 9),
            active=st.booleans(),
        )
    )


def configurations() -> SearchStrategy[Configuration]:
    """Configurations that the model takes."""
    return st.integers(1, 3).flatmap(
        lambda zones: st.builds(
            Configuration,
            profile=st.sampled_from(Profile),
            width=st.sampled_from([64, 32]),
            granularity=st.sampled_from(Granularity),
            limits=st.sampled_from(Limits),
            seconds=st.integers(0, 2**40),
            nanoseconds=st.integers(0, 999_999_999),
            policy=st.sampled_from([0, 2, 0x1000, 0x1002]),
            loaded=st.booleans(),
            memory=st.booleans(),
            classes=st.lists(st.tuples(st.integers(0, 309), WORDS), max_size=3).map(tuple),
            softint_cache=st.sampled_from([0, 1, 2, 4, 8]),
            zones=st.lists(_zones(), min_size=zones, max_size=zones).map(tuple),
            threads=st.lists(
                st.builds(ThreadConfiguration, st.integers(0, zones - 1), st.integers(0, 8), st.integers(0, 9)),
                min_size=1,
                max_size=3,
            ).map(tuple),
        )
    )
