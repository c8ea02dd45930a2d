"""Both sides of a section, one after the other in the same situation, and whether they agree."""

from hiwater_inspector.command_line.checking.critical.modelled import Begin, model
from hiwater_inspector.command_line.checking.critical.passage import End, agreed
from hiwater_inspector.command_line.checking.critical.shipped import Section, implementation
from hiwater_inspector.command_line.checking.critical.situation import Fields, Others


def both(actor: str, fields: Fields, others: Others, section: Section, begin: Begin) -> End:
    """How the section ended if the implementation and the model agree; otherwise `differs` with what they differ in."""
    return agreed(implementation(actor, fields, others, section), model(actor, fields, others, begin))
