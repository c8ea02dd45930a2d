"""The machine before its first step, made from a configuration."""

from hiwater_model.configuration import Configuration, ZoneConfiguration, refuse_impossible
from hiwater_model.fifo import EMPTY
from hiwater_model.machine import IDLE, Counters, Machine, Queue, Thread, Zone
from hiwater_model.neighbours import output_thread


def start(configuration: Configuration) -> Machine:
    """The machine before its first step. Raises ImpossibleConfiguration with the rule that is broken."""
    refuse_impossible(configuration)
    threads = [_thread("user", zone, cache=cache, syscall=syscall) for zone, cache, syscall in configuration.threads]
    threads.append(_thread("softint", 0, cache=configuration.softint_cache))
    threads.append(_thread("clock", 0))
    for number, zone in enumerate(configuration.zones):
        reader = _thread("reader", number)
        threads.append(output_thread.begun(reader, number) if zone.active else reader)
    return Machine(
        configuration,
        ticks=0,
        memory=configuration.memory,
        policy=configuration.policy,
        loaded=configuration.loaded,
        syncs=0,
        halted=None,
        softcalls=(),
        timers=(),
        zones=tuple(map(_zone, configuration.zones)),
        threads=tuple(threads),
    )


def _thread(kind: str, zone: int, cache: int = 0, syscall: int = 0) -> Thread:
    return Thread(
        zone,
        kind,
        IDLE,
        frames=(),
        function=None,
        syscall=syscall,
        cache=cache,
        errjmp=False,
        label=False,
        descriptor=None,
        local=None,
        deferred=(),
        event=0,
        selected=False,
    )


def _zone(zone: ZoneConfiguration) -> Zone:
    queue = Queue(
        EMPTY,
        count=0,
        high_water=zone.high_water,
        low_water=zone.low_water,
        buffer_size=zone.buffer_size,
        buffer_length=zone.buffer_size,
        delay=zone.delay,
        writers=0,
        reader=0,
        sleeping_writers=(),
        sleeping_readers=(),
    )
    return Zone(
        valid=True,
        state=zone.state,
        policy=zone.policy,
        host_valid=zone.host_valid,
        host_type=zone.host_type,
        host_address=zone.host_address,
        sequence=zone.sequence,
        door=zone.door,
        active=zone.active,
        queue=queue,
        counters=Counters(),
        queue_lock=None,
        door_lock=None,
        again_lock=None,
        draining=False,
    )
