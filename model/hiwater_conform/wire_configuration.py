"""Configurations as the protocol writes them, both ways."""

from hiwater_conform.wire_values import (
    NotThisForm,
    Wire,
    boolean,
    bytes_from_wire,
    fields_of,
    list_of,
    number,
)
from hiwater_model.configuration import (
    Configuration,
    Granularity,
    Limits,
    Profile,
    ThreadConfiguration,
    ZoneConfiguration,
)

_KEYS = (
    *("profile", "width", "granularity", "limits", "clock", "policy", "loaded", "memory", "classes"),
    *("softint_cache", "zones", "threads"),
)
_ZONE_KEYS = (
    *("name", "state", "policy", "host", "mask", "high_water", "low_water", "buffer_size", "delay"),
    *("sequence", "door", "active"),
)


def configuration_to_wire(configuration: Configuration) -> dict[str, Wire]:
    """The configuration, keys in the protocol's order."""
    return {
        "profile": configuration.profile.value,
        "width": configuration.width,
        "granularity": configuration.granularity.value,
        "limits": configuration.limits.value,
        "clock": [configuration.seconds, configuration.nanoseconds],
        "policy": configuration.policy,
        "loaded": configuration.loaded,
        "memory": configuration.memory,
        "classes": [list(pair) for pair in configuration.classes],
        "softint_cache": configuration.softint_cache,
        "zones": [_zone_to_wire(zone) for zone in configuration.zones],
        "threads": [thread._asdict() for thread in configuration.threads],
    }


def configuration_from_wire(value: Wire) -> Configuration:
    """The configuration; its rules are the model's (`start` refuses an impossible one)."""
    given = dict(zip(_KEYS, fields_of("configuration", value, _KEYS), strict=True))
    seconds, nanoseconds = list_of("clock", given["clock"], 2)
    pairs = [list_of("classes", pair, 2) for pair in list_of("classes", given["classes"])]
    try:
        profile, limits = Profile(given["profile"]), Limits(given["limits"])
        granularity = Granularity(given["granularity"])
    except ValueError as error:
        raise NotThisForm("configuration", str(error)) from None
    return Configuration(
        profile=profile,
        width=number("width", given["width"]),
        granularity=granularity,
        limits=limits,
        seconds=number("clock", seconds),
        nanoseconds=number("clock", nanoseconds),
        policy=number("policy", given["policy"]),
        loaded=boolean("loaded", given["loaded"]),
        memory=boolean("memory", given["memory"]),
        classes=tuple((number("classes", event), number("classes", mask)) for event, mask in pairs),
        softint_cache=number("softint_cache", given["softint_cache"]),
        zones=tuple(_zone_from_wire(zone) for zone in list_of("zones", given["zones"])),
        threads=tuple(_thread_from_wire(thread) for thread in list_of("threads", given["threads"])),
    )


def _zone_to_wire(zone: ZoneConfiguration) -> dict[str, Wire]:
    return {
        "name": zone.name.decode("utf-8"),
        "state": zone.state,
        "policy": zone.policy,
        "host": [zone.host_valid, zone.host_type, zone.host_address.hex()],
        "mask": [zone.success_mask, zone.failure_mask],
        "high_water": zone.high_water,
        "low_water": zone.low_water,
        "buffer_size": zone.buffer_size,
        "delay": zone.delay,
        "sequence": zone.sequence,
        "door": zone.door,
        "active": zone.active,
    }


def _zone_from_wire(value: Wire) -> ZoneConfiguration:
    given = dict(zip(_ZONE_KEYS, fields_of("zone", value, _ZONE_KEYS), strict=True))
    if not isinstance(given["name"], str):
        raise NotThisForm("name", f"a string, not {given['name']!r}")
    host_valid, host_type, address = list_of("host", given["host"], 3)
    success, failure = list_of("mask", given["mask"], 2)
    plain = ("state", "policy", "high_water", "low_water", "buffer_size", "delay", "sequence")
    return ZoneConfiguration(
        name=given["name"].encode("utf-8"),
        host_valid=number("host", host_valid),
        host_type=number("host", host_type),
        host_address=bytes_from_wire(address),
        success_mask=number("mask", success),
        failure_mask=number("mask", failure),
        door=None if given["door"] is None else number("door", given["door"]),
        active=boolean("active", given["active"]),
        **{key: number(key, given[key]) for key in plain},
    )


def _thread_from_wire(value: Wire) -> ThreadConfiguration:
    keys = ThreadConfiguration._fields
    given = fields_of("thread", value, keys)
    return ThreadConfiguration(*(number(key, one) for key, one in zip(keys, given, strict=True)))
