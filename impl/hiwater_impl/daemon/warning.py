"""The command that is told of full directories, as audit_warn is: `COMMAND scarce DIRECTORY`, `COMMAND all-full`.

It runs beside the daemon, which does not wait for it; not good for one that must have ended before the next begins.
"""

import contextlib
import os
import shlex


class WarnCommand:
    """A command as it is typed; "" for none. Raises ValueError for one that cannot be split into words."""

    def __init__(self, command: str) -> None:
        self._words = shlex.split(command)
        self._running: set[int] = set()

    def start(self, *facts: str) -> OSError | None:
        """Run it with these arguments behind its own; why it cannot be run."""
        self.collect()
        if not self._words:
            return None
        try:
            self._running.add(os.posix_spawnp(self._words[0], [*self._words, *facts], os.environ, setsigmask=()))
        except OSError as problem:
            return problem
        return None

    def collect(self) -> None:
        """Take note of those that have ended, so that no zombie is left."""
        for process in tuple(self._running):
            with contextlib.suppress(ChildProcessError):
                if os.waitpid(process, os.WNOHANG)[0] == 0:
                    continue
            self._running.discard(process)
