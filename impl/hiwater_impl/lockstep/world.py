"""A system under control, made from the protocol's configuration, with its threads by name."""

from collections.abc import Mapping
from typing import Any

from hiwater_impl.pipeline.context import ZoneSettings
from hiwater_impl.pipeline.output_thread import output_thread
from hiwater_impl.pipeline.system import AuditSystem, SystemSettings
from hiwater_impl.surroundings.controlled import Controlled, ParkedThread, release


class World:
    """The system, its surroundings, and its threads: users, softint, clock, a reader for each zone."""

    def __init__(self, configuration: Mapping[str, Any]) -> None:
        clock = configuration["clock"]
        self.surroundings = Controlled(
            fine=configuration["granularity"] == "fine",
            memory=configuration["memory"],
            started=(clock[0], clock[1]),
        )
        self.system = AuditSystem(self.surroundings, settings_of(configuration))
        self.users = [self._user(number, user) for number, user in enumerate(configuration["threads"])]
        self.softint = ParkedThread(self.system, "softint", 0)
        self.softint.cache = configuration["softint_cache"]
        self.clock = ParkedThread(self.system, "clock", 0)
        self.readers = [
            ParkedThread(self.system, f"reader{context.zone}", context.zone) for context in self.system.contexts
        ]
        self.surroundings.readers = self.readers
        self.threads = [*self.users, self.softint, self.clock, *self.readers]
        self.by_name = {thread.name: thread for thread in self.threads}
        for context, zone in zip(self.system.contexts, configuration["zones"], strict=True):
            context.door = zone["door"]
            context.active = zone["active"]
            if context.active:
                self.surroundings.begin_reader(output_thread, context)

    def _user(self, number: int, user: Mapping[str, Any]) -> ParkedThread:
        thread = ParkedThread(self.system, f"user{number}", user["zone"])
        thread.cache, thread.syscall = user["cache"], user["syscall"]
        return thread

    def close(self) -> None:
        """Give the threads back."""
        release(self.threads)


def settings_of(configuration: Mapping[str, Any]) -> SystemSettings:
    """What a system begins with, from the protocol's configuration."""
    return SystemSettings(
        width=configuration["width"],
        policy=configuration["policy"],
        loaded=configuration["loaded"],
        small_limits=configuration["limits"] == "small",
        later=configuration["profile"] == "later",
        debug=configuration["profile"] == "debug",
        classes=dict(configuration["classes"]),
        started=tuple(configuration["clock"]),
        zones=[_zone(zone) for zone in configuration["zones"]],
    )


def _zone(zone: Mapping[str, Any]) -> ZoneSettings:
    valid, address_type, address = zone["host"]
    return ZoneSettings(
        name=zone["name"].encode(),
        state=zone["state"],
        policy=zone["policy"],
        host_valid=valid,
        host_type=address_type,
        host_address=bytes.fromhex(address),
        success_mask=zone["mask"][0],
        failure_mask=zone["mask"][1],
        high_water=zone["high_water"],
        low_water=zone["low_water"],
        buffer_size=zone["buffer_size"],
        delay=zone["delay"],
        sequence=zone["sequence"],
    )
