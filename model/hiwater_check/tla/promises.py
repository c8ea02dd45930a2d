"""What TLC is asked besides the graph: invariants and properties of steps at every scope, and what must come some time.

Liveness is shown under the fairness of `Fairness.tla`, for finite programs and endless time. A promise that must *not*
be kept is asked too: without the kick, with the daemon gone, busy for ever, or with auditing turned off.
Not good for: other programs than these, and fairness that a real system does not give.
"""

from typing import Final, NamedTuple

from hiwater_check.states.scope import GONE, OUTSIDE, TINY, records, world
from hiwater_check.tla.dump import verdict_by_tlc
from hiwater_check.tla.instance import ENDLESS, fair_instance
from hiwater_check.tla.running import Ran
from hiwater_check.tla.scopes import marked
from hiwater_conform.exploring.program import Environment, Program, Refusals
from hiwater_model.constants import EAGAIN, NO_AUDIT
from hiwater_model.steps import SetCondition, SetPolicy, SetQueueControl

ALWAYS: Final = ("CountIsLength", "NumbersAreConsecutive", "BufferTypes", "DoorIsLocked")
"""Invariants at every scope."""
AT_FIXED_MARKS: Final = ("NoWriterSleepsBelow", "NoReaderSleepsAbove", "OneAboveAtMost")
AT_FIXED_POLICY: Final = ("HaltsByPolicyAlone",)
STEPS: Final = ("FirstInFirstOut", "LeavesDelivered")
"""What holds of every step."""


def invariants(program: Program) -> tuple[str, ...]:
    """The invariants that the program must keep: some hold only while nobody changes marks or policy."""
    made = [arguments for calls in program.calls for arguments in calls]
    marks_stay = not any(isinstance(arguments, SetQueueControl) for arguments in made)
    policy_stays = not any(isinstance(arguments, SetPolicy | SetCondition) for arguments in made)
    return (*ALWAYS, *AT_FIXED_MARKS * marks_stay, *AT_FIXED_POLICY * policy_stays)


class Promise(NamedTuple):
    """A property of `Promises.tla`, a program, and whether the program keeps it."""

    name: str
    why: str
    property: str
    program: Program
    kept: bool


_TWO: Final = (records(1), records(1))


def _program(calls: tuple[tuple[object, ...], ...], environment: Environment, **zone: int) -> Program:
    return marked(Program("promise", "", world(len(calls), **zone), calls, environment))  # type: ignore[arg-type]


def _off(*, cached: bool) -> Program:
    program = _program((*_TWO, (SetCondition(NO_AUDIT),)), _FOR_EVER, **TINY)
    if cached:
        return program
    threads = (OUTSIDE,) * len(program.calls)
    return program._replace(configuration=program.configuration._replace(threads=threads))


_FOR_EVER: Final = Environment(jumps=ENDLESS)
_STILL: Final = Environment(jumps=0)
_GONE: Final = Environment((GONE,), jumps=ENDLESS)
_BUSY: Final = Environment((Refusals(((EAGAIN, None),), ENDLESS),), jumps=ENDLESS)
_BUSY_SOME_TIMES: Final = Environment((Refusals(((EAGAIN, None),), 3),), jumps=ENDLESS)

_PROMISES: Final = (
    Promise("delivered", "a queued record leaves the queue", "Delivered", _program(_TWO, _FOR_EVER), kept=True),
    Promise("without the kick", "below low water it stays", "Delivered", _program(_TWO, _STILL), kept=False),
    Promise("writers go on", "a sleeping writer returns", "WritersGoOn", _program(_TWO, _FOR_EVER, **TINY), kept=True),
    Promise("daemon gone", "it sleeps for ever", "WritersGoOn", _program(_TWO, _GONE, **TINY), kept=False),
    Promise("gone, delivered", "the record stays", "Delivered", _program(_TWO, _GONE, **TINY), kept=False),
    Promise("busy for ever", "the record stays", "Delivered", _program(_TWO, _BUSY, **TINY), kept=False),
    Promise("busy three times", "the record goes", "Delivered", _program(_TWO, _BUSY_SOME_TIMES, **TINY), kept=True),
    Promise("turned off", "a writer with a cached state sleeps for ever", "WritersGoOn", _off(cached=True), kept=False),
    Promise("turned off, outside", "without one it is let go", "WritersGoOn", _off(cached=False), kept=True),
)
PROMISES: Final = {promise.name: promise for promise in _PROMISES}
QUICK: Final = ("delivered", "without the kick", "writers go on", "daemon gone")
"""What every run asks."""


class Asked(NamedTuple):
    """TLC's answer; `as_told` is False if it is not what the promise says."""

    as_told: bool
    ran: Ran

    @property
    def line(self) -> str:
        """What TLC found, for people."""
        if self.ran.violated is None:
            return f"holds over {self.ran.distinct} states"
        circle = (
            "then nothing" if self.ran.back is None else f"then a circle of {len(self.ran.trace) - self.ran.back + 1}"
        )
        return f"fails after {len(self.ran.trace)} steps, {circle}"


def asked(modules: dict[str, str], promise: Promise) -> Asked:
    """Ask TLC. Raises ToolMissing, Failed."""
    ran = verdict_by_tlc(modules, fair_instance(promise.program, (promise.property,)))
    return Asked((ran.violated is None) is promise.kept, ran)
