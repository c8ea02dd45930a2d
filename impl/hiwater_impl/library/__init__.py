"""An audit trail for Python services, with the rules of the kernel's queue: block, count and drop, or halt.

What a service needs is imported from here; impl/README.md tells it by examples.
"""

from hiwater_impl.library.context import AuditContext, QueueState
from hiwater_impl.library.errors import (
    AuditBroken,
    AuditError,
    AuditHalted,
    DaemonSilent,
    InAnotherProcess,
    NotOpen,
    RecordsLeft,
    UnknownName,
)
from hiwater_impl.library.handler import AuditHandler
from hiwater_impl.library.numbers import Condition, Policy, QueueControl, Statistics

__all__ = [
    "AuditBroken",
    "AuditContext",
    "AuditError",
    "AuditHalted",
    "AuditHandler",
    "Condition",
    "DaemonSilent",
    "InAnotherProcess",
    "NotOpen",
    "Policy",
    "QueueControl",
    "QueueState",
    "RecordsLeft",
    "Statistics",
    "UnknownName",
]
