"""What a daemon tells: one line each, for people or as JSON.

For people, the beginning and the end stand on standard output, and what is worth a warning on standard error; as JSON,
all of it stands on standard output.
"""

import json
import sys
import threading
import time
from typing import Any, Final

_NEWS: Final = {
    "listening": "listening at {door}; trails go to {directories}",
    "done": "done: records {records}, bytes {bytes}, files {files}, tossed {tossed}, dropped {dropped}",
}
_WARNINGS: Final = {
    "recovered": "{path}: left unfinished by a daemon that died; {bytes_cut} bytes cut off its end; now {closed}",
    "removed": "{path}: left by a daemon that died, without a record; removed",
    "left alone": "{path}: not ended, and left as it is: {reason}",
    "scarce": "{directory}: less than {minimum_free}% free; make room",
    "full": "{directory}: full; make room",
    "all scarce": "every directory has less than {minimum_free}% free; make room",
    "all full": "no directory can be written to: applications wait, or drop if policy CNT is on; make room",
    "failed": "{directory}: not written to: {reason}",
    "elsewhere": "the record went to {path} instead",
    "exposed": "{directory} (mode {mode}): {reason}; make it your own, with mode 750",
    "trouble": "{path}: {reason}",
    "tossed": "connection {connection} sent what is no record: {reason}; more of the kind is only counted",
    "dropped": "a record is dropped, as policy CNT asks; more are only counted until there is room",
}


class Teller:
    """Tells; from any thread. A reader that went away does not disturb the daemon."""

    def __init__(self, *, as_json: bool = False) -> None:
        self._as_json = as_json
        self._lock = threading.Lock()

    def tell(self, event: str, **facts: Any) -> None:
        """Tell an event with its facts; for people only if there is a sentence for it."""
        if self._as_json:
            line, stream = json.dumps({"event": event, "time": time.time(), **facts}), sys.stdout
        elif event in _NEWS:
            line, stream = _NEWS[event].format(**facts), sys.stdout
        elif event in _WARNINGS:
            line, stream = "hiwater auditd: " + _WARNINGS[event].format(**facts), sys.stderr
        else:
            return
        with self._lock:
            try:
                stream.write(line + "\n")
                stream.flush()
            except (OSError, ValueError):
                pass
