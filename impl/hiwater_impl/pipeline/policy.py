"""auditon(A_SETPOLICY): the policy is replaced as a whole, in two places, and the daemon is told (auditsys.c)."""

from hiwater_impl.pipeline.constants import (
    EINVAL,
    MESSAGE_POLICY,
    POLICY_COUNT,
    POLICY_GLOBAL,
    POLICY_LOCAL,
    POLICY_SHARED_COUNT,
)
from hiwater_impl.pipeline.thread import AuditThread
from hiwater_impl.pipeline.upcall import door_message


def set_policy(thread: AuditThread, policy: int) -> int:
    """0 or EINVAL. Waits for the daemon if there is a door; then wakes writers if there is something new for them."""
    system, surroundings = thread.system, thread.surroundings
    allowed = POLICY_GLOBAL | POLICY_LOCAL if thread.zone == 0 else POLICY_LOCAL
    if not system.may_control(thread) or policy & ~allowed:
        return EINVAL
    if thread.zone == 0:
        system.policy = policy & POLICY_GLOBAL
    context = system.own(thread)
    surroundings.write(thread, "setpolicy:local", "policy", context.zone)
    context.policy = policy & POLICY_LOCAL
    surroundings.read(thread, "setpolicy:door", "door", context.zone)
    if context.door is not None:
        door_message(thread, context, MESSAGE_POLICY, policy)
    queue = context.queue
    queue.lock.enter(thread, "setpolicy:lock")
    if policy & (POLICY_COUNT | POLICY_SHARED_COUNT) and queue.count >= queue.high_water:
        queue.write_condition.broadcast()
    queue.lock.exit(thread, "setpolicy:unlock")
    return 0
