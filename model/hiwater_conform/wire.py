"""Requests and answers of the protocol as lines of text: what the judge sends and what it expects.

A line is canonical JSON without its end of line. The sequence number is echoed by the answer.
"""

from hiwater_conform.observation import Observer
from hiwater_conform.wire_configuration import configuration_to_wire
from hiwater_conform.wire_texts import StepTexts, events_text, fields_text
from hiwater_conform.wire_values import PROTOCOL_VERSION, Wire, text_of
from hiwater_model.configuration import UNSPECIFIED, Configuration
from hiwater_model.events import Event, Returned
from hiwater_model.machine import Machine
from hiwater_model.steps import Step

__all__ = ["PROTOCOL_VERSION", "Scribe", "configure_line", "observe_line", "start_line"]


def start_line(sequence: int) -> bytes:
    """The request that asks who answers."""
    return b'{"seq":%d,"do":"start"}' % sequence


def configure_line(sequence: int, configuration: Configuration) -> bytes:
    """The request to start afresh from a configuration."""
    text = text_of(configuration_to_wire(configuration))
    return f'{{"seq":{sequence},"do":"configure","configuration":{text}}}'.encode()


def configured_line(sequence: int) -> bytes:
    """The answer to `configure`."""
    return b'{"seq":%d,"ok":true}' % sequence


def observe_line(sequence: int) -> bytes:
    """The request for everything that can be seen."""
    return b'{"seq":%d,"do":"observe"}' % sequence


def refused_line(sequence: int, why: str) -> bytes:
    """The answer to a step that is not enabled."""
    return f'{{"seq":{sequence},"refused":{text_of(why)}}}'.encode()


class Scribe:
    """Writes the lines of one configuration."""

    def __init__(self, configuration: Configuration) -> None:
        self.observer = Observer(configuration)
        self.names = self.observer.names
        self._steps = StepTexts(self.names)

    def step_line(self, sequence: int, step: Step) -> bytes:
        """The request for a step."""
        return f'{{"seq":{sequence},"do":"step","step":{self._steps.text(step)}}}'.encode()

    def stepped_line(self, sequence: int, events: tuple[Event, ...], changed: dict[str, Wire]) -> bytes:
        """The answer to a step."""
        happened = events_text(events, self.names)
        return f'{{"seq":{sequence},"events":{happened},"changed":{fields_text(changed)}}}'.encode()

    def observed_line(self, sequence: int, machine: Machine) -> bytes:
        """The answer to `observe`."""
        return f'{{"seq":{sequence},"observation":{fields_text(self.observer.observation(machine))}}}'.encode()


def is_unspecified(events: tuple[Event, ...]) -> bool:
    """Whether a returned value is compared with nothing."""
    return any(type(event) is Returned and event.value == UNSPECIFIED for event in events)
