"""A thread that looks for the daemon when an output thread has left, as the kernel waits for a new auditdoor(2)."""

import threading

from hiwater_impl.library.session import Session
from hiwater_impl.pipeline.constants import AUDITING
from hiwater_impl.pipeline.context import ZoneContext

FIRST_PAUSE_SECONDS = 0.02
LONGEST_PAUSE_SECONDS = 1.0


class Watcher:
    """Opens doors again, with growing pauses while that fails or brings nothing."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._stopping = threading.Event()
        self.door_error: str | None = None
        """Why there is no door, if the last try failed."""
        self._thread = threading.Thread(target=self._run, name="hiwater doors", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Look no longer. One that is asking a daemon is not waited for."""
        self._stopping.set()
        self._session.wake.set()
        self._thread.join(LONGEST_PAUSE_SECONDS)

    def _run(self) -> None:
        pause = FIRST_PAUSE_SECONDS
        contexts = self._session.system.contexts
        written = 0
        while not self._stopping.is_set():
            missing = [context for context in contexts if self._is_missing(context)]
            if not missing:
                self._session.wake.wait()
                self._session.wake.clear()
                continue
            before, written = written, self._session.total("written")
            pause = FIRST_PAUSE_SECONDS if written != before else min(2 * pause, LONGEST_PAUSE_SECONDS)
            for context in missing:
                self._open(context)
            self._stopping.wait(pause)

    def _is_missing(self, context: ZoneContext) -> bool:
        """A zone that was begun has auditing on, and no output thread."""
        return context.zone in self._session.doors and context.state == AUDITING and not context.active

    def _open(self, context: ZoneContext) -> None:
        try:
            self._session.install(context.zone, self._session.source.open(), fresh=False)
        except Exception as failure:  # noqa: BLE001 whatever it is, it is tried again, and told when asked
            self.door_error = str(failure)
        else:
            self.door_error = None
