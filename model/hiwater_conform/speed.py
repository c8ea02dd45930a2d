"""Steps per second of the model, of the original through its adapter, of the comparison; and how queues slow them.

Not good for: a test. What else the machine does is in every number.
"""

from itertools import product
from time import perf_counter
from typing import NamedTuple

from hiwater_conform.adapter import Adapter
from hiwater_conform.campaign import Plan, fewer_collections, run_campaign
from hiwater_conform.generator import RandomSteps
from hiwater_conform.transcript import Transcript, record
from hiwater_conform.wire import Scribe, configure_line
from hiwater_model.configuration import Granularity
from hiwater_model.examples import GLOBAL_ZONE, WORLD
from hiwater_model.fifo import Fifo
from hiwater_model.machine import Machine
from hiwater_model.relation import apply, start
from hiwater_model.steps import Answer, AuClose, AuUwrite, Call, Run, Step

QUEUE_LENGTHS = (10, 1_000, 100_000)
_SCOPES = tuple(product((64, 32), Granularity))
_CYCLES = 400
_QUEUE_ONE: tuple[Step, ...] = (Call(0, AuUwrite((b"token",))), Call(0, AuClose(0, "thread", 1, 0, 0, None)))


class Growth(NamedTuple):
    """Microseconds of a step with so many records queued."""

    records: int
    model: float
    wire: float
    """Of what is sent and compared."""
    original: float | None
    """Of an implementation through its adapter; None without one."""


def model_speed(steps: int, seed: int = 1) -> float:
    """Steps per second of the model alone, on random runs that are drawn beforehand."""
    taken = _random_transcripts(steps, seed)
    done, began = 0, perf_counter()
    with fewer_collections():
        for transcript in taken:
            machine = start(transcript.configuration)
            for step in transcript.steps:
                machine = apply(machine, step).machine
            done += len(transcript.steps)
    return done / (perf_counter() - began)


def adapter_speed(adapter: Adapter, steps: int, seed: int = 1) -> float:
    """Steps per second of an implementation through its adapter."""
    transcripts = _random_transcripts(steps, seed)
    done, began = 0, perf_counter()
    for transcript in transcripts:
        adapter.exchange(transcript.sent)
        done += len(transcript.steps)
    return done / (perf_counter() - began)


def comparison_speed(adapter: Adapter, steps: int, seed: int = 1) -> float:
    """Steps per second of a campaign: drawn, taken by the model, sent, answered, compared."""
    report = run_campaign(adapter, Plan(steps, seed))
    return report.steps / report.seconds


def growth(lengths: tuple[int, ...] = QUEUE_LENGTHS, adapter: Adapter | None = None) -> list[Growth]:
    """How long a step takes with so many records queued; each cycle appends one and removes one."""
    return [
        Growth(length, *_growth(length), None if adapter is None else _growth_of(adapter, length)) for length in lengths
    ]


def _random_transcripts(steps: int, seed: int) -> list[Transcript]:
    random, transcripts = RandomSteps(seed), list[Transcript]()
    left = steps
    while left > 0:
        width, granularity = _SCOPES[len(transcripts) % len(_SCOPES)]
        transcript = record(random.configuration(width, granularity), random.step, min(left, 400))
        transcripts.append(transcript)
        left -= len(transcript.steps)
    return transcripts


def _growth(length: int) -> tuple[float, float]:
    """Microseconds of the model and of the wire."""
    machine = full_machine(length)
    scribe = Scribe(machine.configuration)
    cycle = (*_QUEUE_ONE, Answer(machine.reader(0), 0, 0))
    model = wire = 0.0
    with fewer_collections():
        for number in range(_CYCLES):
            for step in cycle:
                began = perf_counter()
                outcome = apply(machine, step)
                applied = perf_counter()
                changed = scribe.observer.changed(machine, outcome.machine)
                scribe.step_line(number, step)
                scribe.stepped_line(number, outcome.events, changed)
                wire += perf_counter() - applied
                model += applied - began
                machine = outcome.machine
    steps = _CYCLES * len(cycle)
    return model / steps * 1e6, wire / steps * 1e6


def _growth_of(adapter: Adapter, length: int) -> float:
    """Microseconds of an implementation, in which the records have to be queued one by one."""
    machine = full_machine(length)
    scribe, reader = Scribe(machine.configuration), machine.reader(0)
    filling = (*_QUEUE_ONE * length, Run(reader))
    cycles = (*_QUEUE_ONE, Answer(reader, 0, 0)) * _CYCLES
    adapter.exchange([configure_line(1, machine.configuration), *(scribe.step_line(2, step) for step in filling)])
    lines = [scribe.step_line(3, step) for step in cycles]
    began = perf_counter()
    adapter.exchange(lines)
    return (perf_counter() - began) / len(lines) * 1e6


def full_machine(length: int) -> Machine:
    """A machine with so many records queued, whose reader waits for the door's answer to the first one."""
    zone = GLOBAL_ZONE._replace(high_water=2 * length, low_water=0, buffer_size=8192)
    machine = start(WORLD._replace(zones=(zone,)))
    for step in _QUEUE_ONE:
        machine = apply(machine, step).machine
    context = machine.zones[0]
    records = context.queue.records
    while records.end < length:
        records = records.append(records.at(0))
    queue = context.queue._replace(records=Fifo(*records), count=length)
    return apply(machine._replace(zones=(context._replace(queue=queue),)), Run(machine.reader(0))).machine
