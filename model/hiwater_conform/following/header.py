"""The first line of a trace: version, configuration, and what the threads are called."""

from typing import Any, Final, NamedTuple

from hiwater_conform.wire_configuration import configuration_from_wire, configuration_to_wire
from hiwater_conform.wire_values import PROTOCOL_VERSION, NotThisForm, Wire, fields_of, list_of, thread_names
from hiwater_model.configuration import Configuration, Granularity, refuse_impossible

TRACE_VERSION: Final = 1


class Header(NamedTuple):
    """What a trace begins from. `names` are the threads' names by number: users, softint, clock, readers."""

    configuration: Configuration
    names: tuple[str, ...]


def header_to_wire(configuration: Configuration, names: tuple[str, ...] | None = None) -> dict[str, Wire]:
    """The first line; without `names` the threads have those of the protocol."""
    return {
        "trace": TRACE_VERSION,
        "protocol": PROTOCOL_VERSION,
        "configuration": configuration_to_wire(configuration),
        "threads": list(names or thread_names(configuration)),
    }


def header_from_wire(value: Wire) -> Header:
    """The header. Raises NotThisForm, and ImpossibleConfiguration for a configuration that breaks a rule."""
    version, protocol, configuration, threads = fields_of(
        "first line of a trace", value, ("trace", "protocol", "configuration", "threads")
    )
    if (version, protocol) != (TRACE_VERSION, PROTOCOL_VERSION):
        raise NotThisForm(
            "first line of a trace", f"trace {TRACE_VERSION} and protocol {PROTOCOL_VERSION}, not {version}, {protocol}"
        )
    known = configuration_from_wire(configuration)
    refuse_impossible(known)
    if known.granularity is not Granularity.FINE:
        raise NotThisForm("first line of a trace", "the granularity of a trace is fine")
    return Header(known, _names(threads, known))


def _names(value: Wire, configuration: Configuration) -> tuple[str, ...]:
    names: list[Any] = list_of("threads", value, len(thread_names(configuration)))
    if len(set(map(str, names))) != len(names) or not all(isinstance(name, str) for name in names):
        raise NotThisForm("threads", "names that differ: users, softint, clock, a reader for each zone")
    return tuple(names)
