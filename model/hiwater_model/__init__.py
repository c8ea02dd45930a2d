"""The executable specification of the illumos audit queue: audit_io.c as one pure state machine."""

from hiwater_model.configuration import (
    Configuration,
    Granularity,
    ImpossibleConfiguration,
    Limits,
    Profile,
    ThreadConfiguration,
    ZoneConfiguration,
)
from hiwater_model.machine import Machine
from hiwater_model.relation import NotEnabled, Outcome, apply, enabled, explain, ready, start

__all__ = [
    "Configuration",
    "Granularity",
    "ImpossibleConfiguration",
    "Limits",
    "Machine",
    "NotEnabled",
    "Outcome",
    "Profile",
    "ThreadConfiguration",
    "ZoneConfiguration",
    "apply",
    "enabled",
    "explain",
    "ready",
    "start",
]
