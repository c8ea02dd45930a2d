"""au_door_upcall and au_doormsg: a buffer goes through the door, and a code comes back (audit_io.c:523-611).

The door lock is held for the whole upcall, and EAGAIN is tried again for ever (quirk Q13).
"""

import struct
from typing import Final

from hiwater_impl.pipeline.constants import AGAIN_TICKS, EAGAIN, MESSAGE_POLICY, MESSAGE_SHUTDOWN, NOTIFY
from hiwater_impl.pipeline.context import ZoneContext
from hiwater_impl.pipeline.outcomes import Undefined
from hiwater_impl.pipeline.thread import AuditThread

_WORD: Final = struct.Struct("=i")
_NO_REPLY: Final = -1


def door_upcall(thread: AuditThread, context: ZoneContext, kind: int, payload: bytes | memoryview) -> int:
    """Send one buffer; 0, an errno, or the code that the daemon replied. It waits for as long as the daemon takes."""
    while True:
        context.door_lock.enter(thread, 550)
        if context.door is None:
            raise Undefined("a door that is not there is called", 551)
        error, reply = thread.surroundings.ask_door(thread, 551, context, context.door, kind, payload)
        if error == 0:
            context.door_lock.exit(thread, 568)
            return _code(reply, len(payload))
        context.door_lock.exit(thread, 554)
        if error != EAGAIN:
            return error
        context.again_lock.enter(thread, 560)
        context.again_condition.wait_ticks(thread, 561, AGAIN_TICKS)
        context.again_lock.exit(thread, 564)


def _code(reply: bytes | None, size: int) -> int:
    """The buffer's first word once the reply was written over it; before, it was the size (audit_io.c:570-574)."""
    if reply is None:
        return _NO_REPLY
    word = reply[:4] if len(reply) >= _WORD.size else reply + _WORD.pack(size)[len(reply) :]
    code: int = _WORD.unpack(word)[0]
    return code


def door_message(thread: AuditThread, context: ZoneContext, code: int, policy: int) -> int:
    """au_doormsg: tell the daemon a policy (4 bytes, native order) or a shutdown (nothing, quirk Q18)."""
    if code == MESSAGE_POLICY:
        thread.surroundings.memory(thread, 593, "message", may_sleep=True)
        payload = struct.pack("=I", policy & 0xFFFFFFFF)
    elif code == MESSAGE_SHUTDOWN:
        thread.surroundings.memory(thread, 599, "message", may_sleep=True)
        payload = b""
    else:
        return 1
    return door_upcall(thread, context, NOTIFY | code, payload)
