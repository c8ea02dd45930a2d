"""The shipped threads at full speed, with a trace: users that call, an output thread, a door in the process."""

import io
import threading
import time
from collections.abc import Callable, Mapping
from random import Random
from typing import IO, Any

from hiwater_conform.following import header_to_wire
from hiwater_conform.wire_configuration import configuration_to_wire
from hiwater_impl.lockstep.calls import call_of
from hiwater_impl.lockstep.world import settings_of
from hiwater_impl.pipeline.audit_door import audit_door
from hiwater_impl.pipeline.outcomes import Halted
from hiwater_impl.pipeline.system import AuditSystem
from hiwater_impl.pipeline.thread import AuditThread
from hiwater_impl.surroundings.threaded import Threaded
from hiwater_impl.surroundings.traced import Traced
from hiwater_model.configuration import Configuration, Granularity, Profile, ThreadConfiguration
from hiwater_model.constants import POLICY_SEQUENCE, POLICY_TRAILER
from hiwater_model.examples import GLOBAL_ZONE, WORLD

DEADLINE = 40.0
"""Seconds after which a run counts as hung."""
Call = Mapping[str, Any]


class Hung(Exception):
    """Threads, or the queue, that came to no end in time."""


class SlowDoor:
    """A door that takes so many seconds, and answers now and then with an error that can be tried again."""

    def __init__(self, seconds: float = 0.0, again_every: int = 0) -> None:
        self._seconds = seconds
        self._again_every = again_every
        self.asked = 0

    def upcall(self, kind: int, payload: bytes | memoryview) -> tuple[int, bytes | None]:
        """0, or EAGAIN."""
        self.asked += 1
        if self._seconds:
            time.sleep(self._seconds)
        if self._again_every and self.asked % self._again_every == 0:
            return 11, None
        return 0, bytes(4)


def configuration(users: int, **zone: Any) -> Configuration:
    """One zone that audits, with so many users; `zone` are fields of its configuration."""
    plain: dict[str, Any] = {
        "policy": POLICY_SEQUENCE | POLICY_TRAILER,
        "high_water": 10,
        "low_water": 3,
        "buffer_size": 8192,
        "delay": 1,
        "door": None,
        "active": False,
    }
    return WORLD._replace(
        profile=Profile.LATER,
        granularity=Granularity.FINE,
        seconds=1_700_000_000,
        zones=(GLOBAL_ZONE._replace(**{**plain, **zone}),),
        threads=(ThreadConfiguration(0, 0, 0),) * users,
    )


class FreeRun:
    """A system with its trace, which is written into `file`, or kept in memory."""

    def __init__(self, given: Configuration, inner: Threaded | None = None, file: IO[bytes] | None = None) -> None:
        self.threaded = inner or Threaded(on_halt=lambda reason, line: None)
        self.file = io.BytesIO() if file is None else file
        self.traced = Traced(self.threaded, header_to_wire(given), self.file)
        self.system = AuditSystem(self.traced, settings_of(configuration_to_wire(given)))
        self.traced.watch(self.system.contexts)
        self.threaded.new_thread = self._new_thread
        self.users = [self._new_thread(f"user{number}", 0) for number in range(len(given.threads))]

    def _new_thread(self, name: str, zone: int) -> AuditThread:
        return AuditThread(self.system, name, zone)

    def call(self, user: AuditThread, call: Call, body: Callable[[AuditThread], Any] | None = None) -> Any:
        """One call of a user, told before and after."""
        self.traced.call_begins(user, call)
        value = (body or call_of(call, self.system.contexts))(user)
        self.traced.call_returns(user, call["function"], list(value) if isinstance(value, tuple) else value)
        return value

    def run(self, scripts: list[Callable[[AuditThread], None]], seconds: float = DEADLINE) -> None:
        """Each user runs its script on a thread; all end, or the run counts as hung."""
        threads = [
            threading.Thread(target=_unless_halted, args=(script, user), daemon=True)
            for script, user in zip(scripts, self.users, strict=False)
        ]
        for thread in threads:
            thread.start()
        deadline = time.monotonic() + seconds
        for thread in threads:
            thread.join(max(0.0, deadline - time.monotonic()))
            if thread.is_alive():
                raise Hung(f"a thread had not ended after {seconds:g} s")

    def drained(self) -> None:
        """Wait until the queue is empty and the output thread sleeps."""
        queue = self.system.contexts[0].queue
        deadline = time.monotonic() + DEADLINE
        while queue.count or not queue.reader:
            if time.monotonic() >= deadline:
                raise Hung(f"the queue was not drained after {DEADLINE:g} s")
            time.sleep(0.002)

    def file_so_far(self) -> list[bytes]:
        """The lines of a system whose threads may never end."""
        self.traced.close(complete=False)
        return self._lines()

    def trace(self) -> list[bytes]:
        """The lines, once all is over."""
        self.close()
        return self._lines()

    def close(self) -> None:
        """End the threads; the trace is whole."""
        self.threaded.close()
        self.traced.close()

    def _lines(self) -> list[bytes]:
        assert isinstance(self.file, io.BytesIO)
        return self.file.getvalue().splitlines(keepends=True)


def _unless_halted(script: Callable[[AuditThread], None], user: AuditThread) -> None:
    try:
        script(user)
    except Halted:
        return


def producer(run: FreeRun, seed: int, records: int) -> Callable[[AuditThread], None]:
    """Closes records, some in pieces of several tokens, some asynchronous, some by audit(2)."""
    random = Random(seed)

    def script(user: AuditThread) -> None:
        for _ in range(records):
            chance = random.random()
            if chance < 0.1:
                tokens = [[random.randbytes(9).hex()]]
                event = {
                    "function": "async_event",
                    "event": 153,
                    "sorf": 1,
                    "tokens": tokens,
                    "modifier": 0,
                    "time": None,
                }
                run.call(user, event)
            elif chance < 0.3:
                record = (b"\x14\0\0\0\x1e\2" + random.randbytes(24)).hex()
                run.call(user, {"function": "audit", "privileged": True, "record": record})
            else:
                run.call(user, {"function": "au_uwrite", "token": [random.randbytes(random.randrange(1, 90)).hex()]})
                close = {"zone": 0, "descriptor": "thread", "flag": 1, "event": 6, "modifier": 0, "time": None}
                run.call(user, {"function": "au_close", **close})

    return script


def administrator(run: FreeRun, seed: int, calls: int) -> Callable[[AuditThread], None]:
    """Changes policy, marks and address, and reads statistics."""
    random = Random(seed)
    choices: list[Call] = [
        {"function": "auditon_setpolicy", "policy": 0x90},
        {"function": "auditon_setpolicy", "policy": 0},
        {"function": "auditon_setpolicy", "policy": 0x81},
        {"function": "auditon_setpolicy", "policy": 0x890},
        {"function": "auditon_setqctrl", "high_water": 4, "low_water": 1, "buffer_size": 64, "delay": 1},
        {"function": "auditon_setqctrl", "high_water": 12, "low_water": 2, "buffer_size": 8192, "delay": 2},
        {"function": "auditon_setkaudit", "type": 4, "address": "0a000001"},
        {"function": "auditon_setkaudit", "type": 4, "address": "00000000"},
        {"function": "auditon_getstat"},
    ]

    def script(user: AuditThread) -> None:
        for _ in range(calls):
            run.call(user, random.choice(choices))
            time.sleep(0.003)

    return script


def install_door(run: FreeRun, door: Any) -> None:
    """auditdoor(2) by the first user."""
    run.call(run.users[0], {"function": "auditdoor", "door": 7}, lambda user: audit_door(user, door))
