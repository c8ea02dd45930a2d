"""What can be done next in a driven run, and what was done, in words."""

from hiwater_conform.telling.words import step_in_words
from hiwater_conform.wire_steps import step_to_wire
from hiwater_conform.wire_values import text_of
from hiwater_inspector.web.queue.recording import Moment, Recording
from hiwater_inspector.web.queue.run import Choice
from hiwater_model.relation import enabled
from hiwater_model.steps import Step


def choices(recording: Recording, moment: Moment, first: Step | None) -> list[Choice]:
    """The default step, then every other way in which the machine can go on by itself."""
    others = [step for step in enabled(moment.machine) if step != first]
    return [_choice(step, recording, moment) for step in ([] if first is None else [first]) + others]


def told(recording: Recording, number: int) -> str:
    """What the step did that led to a moment."""
    if number == 0:
        return "before the first step"
    return in_words(recording.taken[number - 1].step, recording, recording.at(number - 1))


def in_words(step: Step, recording: Recording, before: Moment) -> str:
    """A step that is taken at a moment."""
    waits = {key.removesuffix(".wait"): value for key, value in before.seen.items() if key.endswith(".wait")}
    return step_in_words(step_to_wire(step, recording.names), waits)


def _choice(step: Step, recording: Recording, moment: Moment) -> Choice:
    wire = step_to_wire(step, recording.names)
    return Choice(id=text_of(wire), words=in_words(step, recording, moment), thread=str(wire.get("thread", "")))
