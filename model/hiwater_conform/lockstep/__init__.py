"""Stateful Hypothesis drives the model and an adapter with the same steps, and compares them after every one."""

from hiwater_conform.lockstep.beside import Beside, Diverged, Sightings
from hiwater_conform.lockstep.machine import empty_machine, lockstep_machine
from hiwater_conform.lockstep.scope import Scope, scopes_of
from hiwater_conform.lockstep.search import LockstepReport, empty_seconds, search

__all__ = [
    "Beside",
    "Diverged",
    "LockstepReport",
    "Scope",
    "Sightings",
    "empty_machine",
    "empty_seconds",
    "lockstep_machine",
    "scopes_of",
    "search",
]
