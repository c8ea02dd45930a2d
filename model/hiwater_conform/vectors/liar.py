"""An implementation that keeps all clauses but one: the model, with a wrong answer wherever that clause can be broken.

It is what the runs of vectors are shrunk on. Not good for: a likely fault; see the planted faults for these.
"""

from hiwater_conform.adapter import AdapterEnded
from hiwater_conform.model_adapter import ModelAdapter
from hiwater_conform.vectors.forgery import forged
from hiwater_conform.wire import Scribe, refused_line
from hiwater_conform.wire_steps import step_from_wire
from hiwater_conform.wire_values import NotThisForm, Wire, text_of
from hiwater_model.machine import Machine
from hiwater_model.relation import NotEnabled, apply


class Liar(ModelAdapter):
    """Answers like the model up to the first step whose answer can be blamed on the clause, and there it ends."""

    def __init__(self, clause: str) -> None:
        super().__init__()
        self._clause = clause
        self._lied = False

    def exchange(self, lines: list[bytes]) -> list[bytes]:
        """Many requests at once."""
        self._lied = False
        answers: list[bytes] = []
        for line in lines:
            if self._lied:
                raise AdapterEnded("it has lied already", answers)
            answers += super().exchange([line])
        return answers

    def _step(self, sequence: int, wire: Wire, machine: Machine, scribe: Scribe) -> bytes:
        try:
            outcome = apply(machine, step_from_wire(wire, scribe.names))
        except (NotThisForm, NotEnabled) as error:
            return refused_line(sequence, str(error))
        lie = forged(machine, outcome, scribe.observer, self._clause)
        self._machine = outcome.machine
        if lie is None:
            return scribe.stepped_line(sequence, outcome.events, scribe.observer.changed(machine, outcome.machine))
        self._lied = True
        return text_of({"seq": sequence, "events": lie.answer.events, "changed": lie.answer.changed}).encode()
