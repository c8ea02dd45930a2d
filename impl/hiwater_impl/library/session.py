"""What stands behind an open audit context: the system, its threads, its doors, and how all of it ends.

Records are made on the user's own threads, each with audit data of its own. Controls run on a thread apart when the
main thread asks for them, so that a Ctrl-C leaves no lock of the pipeline taken.
"""

import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, wait
from typing import TypeVar, cast

from hiwater_impl.library.doors import DoorSource
from hiwater_impl.library.errors import AuditBroken, AuditError, AuditHalted, DaemonSilent, NotOpen, RecordsLeft
from hiwater_impl.library.surroundings import ServiceSurroundings, Unwilling
from hiwater_impl.pipeline.audit_door import audit_door
from hiwater_impl.pipeline.constants import AUDITING, EINVAL, MESSAGE_POLICY, NO_AUDIT, POLICY_PER_ZONE
from hiwater_impl.pipeline.context import ZoneContext
from hiwater_impl.pipeline.controls import set_condition
from hiwater_impl.pipeline.outcomes import Undefined
from hiwater_impl.pipeline.policy import set_policy
from hiwater_impl.pipeline.system import AuditSystem, SystemSettings
from hiwater_impl.pipeline.thread import AuditThread
from hiwater_impl.pipeline.upcall import door_message
from hiwater_impl.surroundings.surroundings import Door, Surroundings
from hiwater_impl.surroundings.threaded import OnHalt

Result = TypeVar("Result")

_DOOR_IS_GONE = 551
_LOOK_AGAIN_SECONDS = 0.005
_FIRST_ANSWER_SECONDS = 5.0
"""For the daemon to hear the policy at the beginning; later it may take as long as it likes, as the kernel's does."""
_LAST_SECONDS = 1.0
"""How long the end may take beyond the user's time: for threads that only have to notice it."""


class Own(threading.local):
    """The audit data of the thread that asks."""

    def __init__(self, system: AuditSystem, unwilling: Unwilling) -> None:
        name = threading.current_thread().name
        self.thread = AuditThread(system, name)
        self.unwilling = AuditThread(system, name)
        """The same thread while it must not sleep."""
        self.unwilling.surroundings = cast("Surroundings", unwilling)


class Refusing:
    """Stands where the audit data would: whoever asks is refused."""

    def __init__(self, make_error: Callable[[], AuditError]) -> None:
        self._make_error = make_error

    @property
    def thread(self) -> AuditThread:
        """There is none. Raises the error."""
        raise self._make_error()

    unwilling = thread


class Session:
    """One opening of a context, until it is closed."""

    def __init__(self, source: DoorSource, settings: SystemSettings, on_halt: OnHalt) -> None:
        self.process = os.getpid()
        self.source = source
        self.wake = threading.Event()
        """Set when the watcher should look at the doors."""
        self.surroundings = ServiceSurroundings(self._halt, self._fail, self.wake)
        self.system = AuditSystem(self.surroundings, settings)
        self.surroundings.new_thread = lambda name, zone: AuditThread(self.system, name, zone)
        self.own: Own | Refusing = Own(self.system, Unwilling(self.surroundings))
        self.doors: dict[int, Door] = {}
        self.policy_lock = threading.Lock()
        """Held while a policy is set or told, so that the daemon hears the last one last."""
        self.closed = False
        self._on_halt = on_halt

    # Beginning, and the doors.

    def begin(self) -> None:
        """Turn auditing on, then install the doors, as auditd does; the boot record is queued before all others.

        Raises what opening a door raises, and DaemonSilent for a daemon that lets us in and answers nothing.
        """
        door = self.source.open()
        self.turn_on(0)
        self._run_softcalls()

        def tell_daemon() -> None:
            self.install(0, door, fresh=True)
            self.turn_on_zones()

        if not within(tell_daemon, time.monotonic() + _FIRST_ANSWER_SECONDS):
            raise DaemonSilent(_FIRST_ANSWER_SECONDS)

    def turn_on(self, zone: int) -> None:
        """A_SETCOND for a zone."""
        set_condition(AuditThread(self.system, "control", zone), AUDITING)

    def turn_on_zones(self) -> None:
        """Under PERZONE, every other zone is turned on, and gets a door."""
        if self.system.policy & POLICY_PER_ZONE:
            for context in self.system.contexts[1:]:
                if context.state not in (AUDITING, NO_AUDIT):
                    self.turn_on(context.zone)
                    self.install(context.zone, self.source.open(), fresh=True)

    def install(self, zone: int, door: Door, *, fresh: bool) -> None:
        """Install a door, and tell its daemon the policy. Raises OSError if the zone may have none."""
        thread, context = AuditThread(self.system, "control", zone), self.system.contexts[zone]
        with self.policy_lock:
            if audit_door(thread, door):
                self.source.release(door)
                raise OSError(EINVAL, f"zone {zone} may have no door: set policy PERZONE")
            old, self.doors[zone] = self.doors.get(zone), door
            policy = self.system.policy | context.policy
            if policy or not fresh:
                self.guard_door(context, lambda: door_message(thread, context, MESSAGE_POLICY, policy))
        if old is not None and old is not door:
            self.source.release(old)

    def guard_door(self, context: ZoneContext, work: Callable[[], Result]) -> Result | None:
        """Do what speaks to the daemon; None if the door went away just before, with its lock given back (Q14)."""
        try:
            return work()
        except Undefined as outcome:
            if outcome.line != _DOOR_IS_GONE:
                raise
            context.door_lock.exit(None, _DOOR_IS_GONE)
            return None

    def set_policy(self, policy: int, zone: int) -> int:
        """A_SETPOLICY: 0 or an errno. Waits for the daemon, if there is one."""
        thread, context = AuditThread(self.system, "control", zone), self.system.contexts[zone]
        with self.policy_lock:
            result = None
            while result is None:
                result = self.guard_door(context, lambda: set_policy(thread, policy))
        if result == 0:
            self.turn_on_zones()
        return result

    def control(self, work: Callable[[AuditThread], Result]) -> Result:
        """Run a control for the zone of the thread that asks. Raises what it raises."""
        zone = self.own.thread.zone
        return apart(lambda: work(AuditThread(self.system, "control", zone)))

    # Ends.

    def _halt(self, reason: str, line: int | None) -> None:
        self.own = Refusing(lambda: AuditHalted(reason, line))
        self._on_halt(reason, line)

    def _fail(self, failure: BaseException) -> None:
        self.own = Refusing(lambda: AuditBroken(failure))

    def close(self, seconds: float, door_error: Callable[[], str | None], stop_watching: Callable[[], None]) -> None:
        """Refuse new records, have the daemon take what is queued, turn auditing off, end all threads and doors.

        Raises RecordsLeft if something was not written within `seconds`.
        """
        self.own, self.closed = Refusing(NotOpen), True
        contexts = self.system.contexts
        interruption: BaseException | None = None
        try:
            self._drain(time.monotonic() + seconds)
        except BaseException as failure:  # noqa: BLE001 raised again, when all has ended
            interruption = failure
        why = self._why(door_error())
        dropped = self.total("dropped")
        stop_watching()
        within(self._turn_off, time.monotonic() + _LAST_SECONDS)
        self.source.close()
        queued = sum(context.queue.count for context in contexts)
        lost = self.total("dropped") - dropped
        left = RecordsLeft(queued, lost, why) if queued or lost else None
        if interruption is not None:
            if left is not None:
                interruption.add_note(str(left))
            raise interruption
        if left is not None:
            raise left

    def undo(self) -> None:
        """End what was begun, if it could not be begun whole."""
        self.own, self.closed = Refusing(NotOpen), True
        within(self._turn_off, time.monotonic() + _LAST_SECONDS)
        self.source.close()

    def _drain(self, deadline: float) -> None:
        """Have the daemon take what is queued, also what threads still wait to queue."""
        within(self._run_softcalls, deadline)
        audited = [context for context in self.system.contexts if context.state == AUDITING]
        while any(context.queue.count or context.queue.writers for context in audited):
            if time.monotonic() >= deadline:
                return
            for context in audited:
                context.queue.read_condition.broadcast()
            time.sleep(_LOOK_AGAIN_SECONDS)

    def _why(self, door_error: str | None) -> str:
        """Why something may be left in the queue."""
        if any(context.state != AUDITING and context.queue.count for context in self.system.contexts):
            return "auditing is off"
        return "the daemon took too long" if door_error is None else f"no daemon: {door_error}"

    def total(self, counter: str) -> int:
        """A counter, over all zones."""
        return sum(getattr(context.counters, counter) for context in self.system.contexts)

    def _run_softcalls(self) -> None:
        """Wait until all softcalls so far have run: one more tells."""
        if self.surroundings.halted is None:
            ran = threading.Event()
            self.surroundings.softcall(None, lambda _thread, _argument: ran.set(), None)
            ran.wait()

    def _turn_off(self) -> None:
        """Whoever sleeps wakes: writers find auditing off and drop, output threads leave, or their door is closed."""
        deadline = time.monotonic() + _LAST_SECONDS / 2
        for context in self.system.contexts:
            set_condition(AuditThread(self.system, "control", context.zone), NO_AUDIT)
        while any(context.queue.writers for context in self.system.contexts) and time.monotonic() < deadline:
            time.sleep(_LOOK_AGAIN_SECONDS)
        for zone, ended in self.surroundings.running.items():
            if not ended.wait(_LAST_SECONDS / 4) and zone in self.doors:
                self.source.release(self.doors[zone])
                ended.wait(_LAST_SECONDS / 4)
        for door in self.doors.values():
            self.source.release(door)
        self.surroundings.close()


def apart(work: Callable[[], Result]) -> Result:
    """Do it; on another thread if this is the main one, which may be interrupted. Raises what it raises."""
    if threading.current_thread() is not threading.main_thread():
        return work()
    return _begun(work).result()


def within(work: Callable[[], None], deadline: float) -> bool:
    """Do it on another thread, and wait no longer than that; whether it was done. Raises what it raises in time."""
    doing = _begun(work)
    wait([doing], max(0.0, deadline - time.monotonic()))
    if not doing.done():
        return False
    doing.result()
    return True


def _begun(work: Callable[[], Result]) -> Future[Result]:
    result: Future[Result] = Future()

    def run() -> None:
        try:
            result.set_result(work())
        except BaseException as failure:  # noqa: BLE001 it is raised where it is waited for
            result.set_exception(failure)

    threading.Thread(target=run, name="hiwater control", daemon=True).start()
    return result
