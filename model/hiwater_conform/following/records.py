"""Records of a trace beside those of the model: the same bytes but for times of the clock, which the trace gives.

The model's clock stands still while a trace is followed. Where a record of the model has that time, the trace may
have any other; the record of the trace then takes the place of the model's, so that what leaves through the door is
compared byte by byte.
"""

from hiwater_conform.record_blame import line_to_blame
from hiwater_model import tokens
from hiwater_model.configuration import Configuration
from hiwater_model.fifo import Fifo
from hiwater_model.machine import Machine
from hiwater_model.membufs import Chain

_TIME_OFFSETS = (10, 14 + 4, 14 + 16)


def same_record(configuration: Configuration, model: Chain, told: Chain, time_offset: int | None) -> bool:
    """Whether the record of the trace can be the model's. `time_offset` is where the queue wrote the time."""
    if model == told:
        return True
    if list(map(len, model)) != list(map(len, told)):
        return False
    first, masked = model[0], bytearray(told[0])
    clock = (configuration.seconds, configuration.nanoseconds)
    for field in (tokens.time_field(clock, wide) for wide in (True, False)):
        for offset in {*_TIME_OFFSETS, *(() if time_offset is None else (time_offset,))}:
            there = first[offset : offset + len(field)]  # cut off at the end of the membuf (quirk Q8)
            if field.startswith(there):
                masked[offset : offset + len(there)] = there
    return first == masked and model[1:] == told[1:]


def line_of_difference(model: Chain, told: Chain) -> int | None:
    """The line of audit_io.c that made the part that differs."""
    try:
        return line_to_blame(model, told)
    except (IndexError, KeyError, StopIteration, ValueError):
        return None


def with_newest(machine: Machine, zone: int, record: Chain) -> Machine:
    """The machine with another record at the tail of a zone's queue."""
    context = machine.zones[zone]
    records = _with_tail(context.queue.records, record)
    context = context._replace(queue=context.queue._replace(records=records))
    return machine._replace(zones=(*machine.zones[:zone], context, *machine.zones[zone + 1 :]))


def newest(machine: Machine, zone: int) -> Chain:
    """The record at the tail, which must be there."""
    records = machine.zones[zone].queue.records
    return records.at(records.end - 1)


def _with_tail(records: Fifo, record: Chain) -> Fifo:
    if records.back:
        return records._replace(back=(*records.back[:-1], record))
    if records.blocks:
        return records._replace(blocks=(*records.blocks[:-1], (*records.blocks[-1][:-1], record)))
    return records._replace(front=(*records.front[:-1], record))
