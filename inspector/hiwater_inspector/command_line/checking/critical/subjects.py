"""What the sections are about: clauses, and the shipped functions that were entered."""

import importlib

from hiwater_check.contracts.about import SUBJECTS, Subject
from hiwater_inspector.command_line.checking.critical.pinned import pinned


def subjects() -> list[Subject]:
    """Every section, in the order of the modules."""
    for module in pinned().confirmed:
        importlib.import_module(module)
    return [subject for subject in SUBJECTS if subject.module in pinned().confirmed]
