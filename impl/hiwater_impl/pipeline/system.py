"""A whole audit system: its zones, the words that belong to all of them, and the rules it keeps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from hiwater_impl.pipeline.constants import LAST_EVENT, POLICY_PER_ZONE
from hiwater_impl.pipeline.context import ZoneContext, ZoneSettings
from hiwater_impl.pipeline.thread import AuditThread
from hiwater_impl.surroundings.surroundings import Surroundings, Time


@dataclass(frozen=True, slots=True)
class SystemSettings:
    """What is fixed when a system begins.

    `width` is 64 or 32 (the record form). `small_limits` lets A_SETQCTRL take high water and buffers from 1.
    `later` is the later illumos, in which an empty drain gives 0; `debug` halts at an assertion that fails.
    `classes` are class masks of events; every other event of the table has class 1. `started` is when process 0 began.
    """

    width: int = 64
    policy: int = 0
    loaded: bool = False
    small_limits: bool = False
    later: bool = True
    debug: bool = False
    classes: Mapping[int, int] = field(default_factory=dict)
    started: Time = (0, 0)
    zones: Sequence[ZoneSettings] = (ZoneSettings(),)


class AuditSystem:
    """What a kernel has: global policy (audit_policy), the module, one context a zone, the global zone first."""

    __slots__ = (
        "class_of_event",
        "contexts",
        "debug",
        "later",
        "loaded",
        "policy",
        "small_limits",
        "started",
        "surroundings",
        "width",
    )

    def __init__(self, surroundings: Surroundings, settings: SystemSettings) -> None:
        self.surroundings = surroundings
        self.width = settings.width
        self.policy = settings.policy
        self.loaded = settings.loaded
        self.small_limits = settings.small_limits
        self.later = settings.later
        self.debug = settings.debug
        self.started = settings.started
        self.class_of_event = [settings.classes.get(event, 1) for event in range(LAST_EVENT + 1)]
        self.contexts = [ZoneContext(surroundings, zone, each) for zone, each in enumerate(settings.zones)]

    def own_or_global(self, thread: AuditThread) -> ZoneContext:
        """The context called PZ: the thread's own zone's under PERZONE, else the global one."""
        return self.contexts[thread.zone if self.policy & POLICY_PER_ZONE else 0]

    def own(self, thread: AuditThread) -> ZoneContext:
        """The context called NGZ: the thread's own zone's."""
        return self.contexts[thread.zone]

    def may_control(self, thread: AuditThread) -> bool:
        """A zone that is not the global one controls its own context under PERZONE only."""
        return thread.zone == 0 or self.policy & POLICY_PER_ZONE != 0

    def check(self, thread: AuditThread, holds: bool, line: int) -> None:
        """An ASSERT of the file: told if it fails; a debug system halts there."""
        if not holds:
            self.surroundings.tell(thread, "assertion", line)
            if self.debug:
                self.surroundings.halt(thread, "assertion", line)
