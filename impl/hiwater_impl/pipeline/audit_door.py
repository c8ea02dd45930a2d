"""auditdoor(2): a door is installed, and an output thread begun if there is none (neighbour: audit_syscalls.c)."""

from typing import Any

from hiwater_impl.pipeline.constants import EINVAL
from hiwater_impl.pipeline.output_thread import output_thread
from hiwater_impl.pipeline.thread import AuditThread


def audit_door(thread: AuditThread, door: Any) -> int:
    """Install a door for the thread's own zone: 0 or EINVAL. It replaces the old one, also under a thread that runs."""
    system = thread.system
    if not may_install(thread):
        return EINVAL
    context = system.own(thread)
    context.door_lock.enter(thread, "auditdoor:lock")
    begins = not context.active
    context.door = door
    context.active = True
    context.door_lock.exit(thread, "auditdoor:unlock")
    if begins:
        thread.surroundings.begin_reader(output_thread, context)
    return 0


def may_install(thread: AuditThread) -> bool:
    """The module is loaded and the thread may control its zone."""
    return thread.system.loaded and thread.system.may_control(thread)
