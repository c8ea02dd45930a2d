"""The parts of a live run, begun in their order and ended in the reverse one; what stands behind `LiveRun`."""

import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

from hiwater_impl.door.errors import DoorError
from hiwater_impl.pipeline.audit_door import audit_door
from hiwater_inspector.web.live.configuration import DOOR, configuration, header_of, names_of
from hiwater_inspector.web.live.daemon import LiveDaemon
from hiwater_inspector.web.live.door import Answers, LiveDoor
from hiwater_inspector.web.live.following import Following
from hiwater_inspector.web.live.recorder import Recorder
from hiwater_inspector.web.live.state import Words
from hiwater_inspector.web.live.system import Caller, LiveSystem
from hiwater_inspector.web.live.workload import Workload
from hiwater_inspector.web.queue.run import Bell, NotDone
from hiwater_model.constants import POLICY_GLOBAL, POLICY_LOCAL

_CALL_SECONDS: Final = 2.0


class Parts:
    """Daemon, model, recorder, system, workload. Raises OSError if the daemon does not begin."""

    def __init__(self, bell: Bell, unseen_seconds: float) -> None:
        self.given = configuration()
        names = names_of(self.given)
        self.answers = Answers()
        self.recorder = Recorder()
        self.daemon = LiveDaemon()
        self._doors: list[LiveDoor] = []
        self.following = Following(header_of(self.given), self.daemon.folder, self.recorder.touch)
        self.live = LiveSystem(self.given, self.recorder.line, self.recorder.touch)
        *producers, self.admin = self.live.callers
        self.producers = tuple(producers)
        self.workload = Workload(self.producers, lambda: bell.heard > 0, self._rested, unseen_seconds)
        self.recorder.begin(names, self.words, self.following, bell)
        self.install_door()
        self.workload.begin()

    def words(self) -> Words:
        """What no line tells, as it is now: read without locks, as A_GETSTAT and A_GETQCTRL do."""
        context, surroundings = self.live.context, self.live.surroundings
        queue, system = context.queue, self.live.system
        return Words(
            queue.high_water,
            queue.low_water,
            queue.buffer_size,
            queue.buffer_length,
            queue.delay,
            system.policy & POLICY_GLOBAL | context.policy & POLICY_LOCAL,
            context.state,
            context.counters.values(),
            surroundings.there_is_memory,
            surroundings.lacking,
            context.door is not None,
            self.daemon.standing,
            len(self.answers),
            self.workload.words,
            self.live.broken,
        )

    def install_door(self) -> int | None:
        """auditdoor(2) with a new connection; its errno, None while it waits. Raises NotDone."""
        try:
            door = LiveDoor(self.daemon.door(), self.answers)
        except DoorError as error:
            raise NotDone(f"The daemon does not let us in: {error.why}.") from None
        before, self._doors = self._doors, [door]
        for old in before:
            old.close()

        def install(caller: Caller) -> int:
            returned: int = caller.call(
                {"function": "auditdoor", "door": DOOR}, lambda thread: audit_door(thread, door)
            )
            self.recorder.folding.door_is_new()
            return returned

        returned: int | None = self.as_admin(install)
        return returned

    def as_admin(self, what: Callable[[Caller], Any]) -> Any:
        """By the administrator's thread; what came of it, None if it has not come back after 2 s."""
        return by(self.admin, what)

    def close(self) -> None:
        """End threads and processes, and remove the folder. Again: nothing happens."""
        self.workload.close()
        if self.daemon.standing == "stopped":
            self.daemon.go_on()
        for door in self._doors:
            door.close()
        self.live.close()
        self.recorder.close()
        self.following.close()
        with suppress(OSError):
            self.daemon.close()

    def _rested(self, resting: bool) -> None:
        if resting:
            self.live.surroundings.rest()
        else:
            self.live.surroundings.go_on()
        self.recorder.touch()


def by(caller: Caller, what: Callable[[Caller], Any]) -> Any:
    """What a thread's call gave back; None if it has not come back after 2 s, and goes on by itself."""
    given: list[Any] = []
    caller.order(lambda mine: given.append(what(mine)))
    deadline = time.monotonic() + _CALL_SECONDS
    while not given and time.monotonic() < deadline:
        time.sleep(0.005)
    return given[0] if given else None
