"""The model as an implementation of the protocol: the first body of an adapter."""

import json

from hiwater_conform.adapter import AdapterEnded, LineAdapter
from hiwater_conform.wire import PROTOCOL_VERSION, Scribe, configured_line, refused_line
from hiwater_conform.wire_configuration import configuration_from_wire
from hiwater_conform.wire_steps import step_from_wire
from hiwater_conform.wire_values import NotThisForm, Wire, text_of
from hiwater_model.configuration import ImpossibleConfiguration, Profile
from hiwater_model.machine import Machine
from hiwater_model.relation import NotEnabled, Outcome, apply, start
from hiwater_model.steps import Step

CAPABILITIES = (
    "scheduled:blocking",
    "scheduled:fine",
    "undefined",
    *(f"profile:{profile.value}" for profile in Profile),
)


class ModelAdapter(LineAdapter):
    """Answers lines from the model. An undefined outcome is answered with its `undefined` event."""

    def __init__(self) -> None:
        super().__init__()
        self._machine: Machine | None = None
        self._scribe: Scribe | None = None

    def exchange(self, lines: list[bytes]) -> list[bytes]:
        """Many requests at once."""
        answers: list[bytes] = []
        try:
            for line in lines:
                answers.append(self._answer(json.loads(line)))  # noqa: PERF401 an end in the middle keeps what was said
        except AdapterEnded as end:
            raise AdapterEnded(end.why, answers) from end
        return answers

    def apply(self, machine: Machine, step: Step) -> Outcome:
        """One step of the model; a subclass may lie here."""
        return apply(machine, step)

    def _answer(self, request: dict[str, Wire]) -> bytes:
        sequence, do = request["seq"], request["do"]
        if do == "start":
            return _declaration(sequence)
        if do == "configure":
            return self._configure(sequence, request["configuration"])
        if self._machine is None or self._scribe is None:
            return refused_line(sequence, "configure comes first")
        if do == "observe":
            return self._scribe.observed_line(sequence, self._machine)
        return self._step(sequence, request["step"], self._machine, self._scribe)

    def _configure(self, sequence: int, wire: Wire) -> bytes:
        try:
            configuration = configuration_from_wire(wire)
            self._machine = start(configuration)
        except (NotThisForm, ImpossibleConfiguration) as error:
            return refused_line(sequence, str(error))
        self._scribe = Scribe(configuration)
        return configured_line(sequence)

    def _step(self, sequence: int, wire: Wire, machine: Machine, scribe: Scribe) -> bytes:
        try:
            outcome = self.apply(machine, step_from_wire(wire, scribe.names))
        except (NotThisForm, NotEnabled) as error:
            return refused_line(sequence, str(error))
        self._machine = outcome.machine
        changed = scribe.observer.changed(machine, outcome.machine)
        return scribe.stepped_line(sequence, outcome.events, changed)


def _declaration(sequence: int) -> bytes:
    text = text_of({"language": "model", "version": str(PROTOCOL_VERSION), "capabilities": CAPABILITIES})
    return f'{{"seq":{sequence},{text[1:]}'.encode()
