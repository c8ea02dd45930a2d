"""The one face of an implementation that is judged: start, configure, step, observe; and many requests at once.

An implementation speaks the protocol in lines (`exchange`); the typed face stands on top of it, once.
"""

import json
from collections.abc import Sequence
from typing import NamedTuple, Protocol, TypeAlias

from hiwater_conform.wire import configure_line, observe_line, start_line
from hiwater_conform.wire_steps import step_to_wire
from hiwater_conform.wire_values import Wire, text_of, thread_names
from hiwater_model.configuration import Configuration
from hiwater_model.steps import Step


class Skip(NamedTuple):
    """A clause, or all whose id begins so, that an implementation does not have: why, and where that is told."""

    clause: str
    reason: str
    link: str | None

    @property
    def why(self) -> str:
        """The reason, and where it is told."""
        return self.reason if self.link is None else f"{self.reason} {self.link}"


class Declaration(NamedTuple):
    """What an implementation says of itself at the start."""

    language: str
    version: str
    capabilities: tuple[str, ...]
    skips: tuple[Skip, ...] = ()


class Stepped(NamedTuple):
    """A step was done: its events and what changed, in wire form."""

    events: list[Wire]
    changed: dict[str, Wire]


class Refused(NamedTuple):
    """The implementation says that the step is not enabled."""

    why: str


class Fault(NamedTuple):
    """The implementation met something impossible, such as memory freed twice."""

    what: str


Reply: TypeAlias = Stepped | Refused | Fault


class AdapterEnded(Exception):
    """The implementation ended, or answered what is no answer; `answers` are the good ones before that."""

    def __init__(self, why: str, answers: Sequence[bytes] = ()) -> None:
        super().__init__(why)
        self.why = why
        self.answers = list(answers)


class Adapter(Protocol):
    """An implementation of the audit queue."""

    def start(self) -> Declaration:
        """Ask who answers."""

    def configure(self, configuration: Configuration) -> None:
        """Start afresh."""

    def step(self, step: Step) -> Reply:
        """Do one step."""

    def observe(self) -> dict[str, Wire]:
        """Everything that can be seen."""

    def exchange(self, lines: list[bytes]) -> list[bytes]:
        """Many requests at once, without ends of line; as many answers. Raises AdapterEnded."""

    def restart(self) -> None:
        """Begin anew after AdapterEnded."""

    def close(self) -> None:
        """End the implementation."""


class LineAdapter:
    """The typed face over `exchange`."""

    def __init__(self) -> None:
        self._names: tuple[str, ...] = ()

    def exchange(self, lines: list[bytes]) -> list[bytes]:
        """Many requests at once; the body of a subclass."""
        raise NotImplementedError

    def start(self) -> Declaration:
        """Ask who answers."""
        return declaration_of(self._ask(start_line(1)))

    def configure(self, configuration: Configuration) -> None:
        """Start afresh."""
        self._names = thread_names(configuration)
        answer = self._ask(configure_line(1, configuration))
        if answer.get("ok") is not True:
            raise AdapterEnded(f"the configuration was not taken: {text_of(answer)}")

    def step(self, step: Step) -> Reply:
        """Do one step."""
        text = text_of(step_to_wire(step, self._names))
        return reply_of(self._ask(f'{{"seq":1,"do":"step","step":{text}}}'.encode()))

    def observe(self) -> dict[str, Wire]:
        """Everything that can be seen."""
        answer = self._ask(observe_line(1))
        seen = answer.get("observation")
        if not isinstance(seen, dict):
            raise AdapterEnded(f"no observation: {text_of(answer)}")
        return seen

    def restart(self) -> None:
        """Nothing to begin anew."""

    def close(self) -> None:
        """Nothing to end."""

    def _ask(self, line: bytes) -> dict[str, Wire]:
        return answer_of(self.exchange([line])[0])


def declaration_of(answer: dict[str, Wire]) -> Declaration:
    """What an answer to `start` says."""
    try:
        skips = tuple(Skip(one["clause"], one["reason"], one.get("link")) for one in answer.get("skips", ()))
        return Declaration(answer["language"], answer["version"], tuple(answer["capabilities"]), skips)
    except (KeyError, TypeError):
        raise AdapterEnded(f"no declaration: {text_of(answer)}") from None


def answer_of(line: bytes) -> dict[str, Wire]:
    """The object in a line of answer."""
    try:
        answer = json.loads(line)
    except ValueError:
        raise AdapterEnded(f"not JSON: {line[:200]!r}") from None
    if not isinstance(answer, dict):
        raise AdapterEnded(f"not an object: {line[:200]!r}")
    return answer


def reply_of(answer: dict[str, Wire]) -> Reply:
    """What an answer to a step says."""
    if "refused" in answer:
        return Refused(str(answer["refused"]))
    if "fault" in answer:
        return Fault(str(answer["fault"]))
    events, changed = answer.get("events"), answer.get("changed")
    if not isinstance(events, list) or not isinstance(changed, dict):
        raise AdapterEnded(f"no answer to a step: {text_of(answer)}")
    return Stepped(events, changed)
