"""A daemon in the foreground of a process: signals end it (TERM, INT), have it look anew (HUP) or begin a file (USR1).

The signals are blocked and taken by a thread of their own, so that none cuts into a record. Call it in the main thread
before there are others: a signal goes to any thread that does not block it.
"""

import contextlib
import os
import signal
import threading
from typing import Final

from hiwater_impl.daemon.daemon import Account, Daemon
from hiwater_impl.daemon.options import CannotServe
from hiwater_impl.daemon.settings import Settings
from hiwater_impl.daemon.telling import Teller
from hiwater_impl.door.errors import DoorError

_STOP: Final = frozenset((signal.SIGTERM, signal.SIGINT))
_TAKEN: Final = _STOP | {signal.SIGHUP, signal.SIGUSR1}


def run(settings: Settings, *, as_json: bool = False, while_stdin_open: bool = False) -> Account:
    """Serve until a signal, or until standard input ends if that is asked for; what was done. Raises CannotServe."""
    old = signal.pthread_sigmask(signal.SIG_BLOCK, _TAKEN)
    teller = Teller(as_json=as_json)
    try:
        daemon = _begun(settings, teller)
        threading.Thread(target=_take_signals, args=(daemon,), name="hiwater signals", daemon=True).start()
        if while_stdin_open:
            threading.Thread(target=_watch_input, args=(daemon,), name="hiwater input", daemon=True).start()
        teller.tell("listening", door=str(settings.door), directories=" ".join(map(str, settings.directories)))
        account = daemon.serve()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, old)
    teller.tell(
        "done",
        records=account.records,
        bytes=account.bytes,
        files=account.files,
        tossed=sum(account.tossed.values()),
        dropped=account.dropped,
        reasons={reason.name: count for reason, count in account.tossed.items()},
    )
    return account


def _begun(settings: Settings, teller: Teller) -> Daemon:
    try:
        return Daemon(settings, teller)
    except DoorError as problem:
        raise CannotServe(str(problem)) from None
    except OSError as problem:
        raise CannotServe(f"{problem.filename}: {problem.strerror}; name directories that can be read") from None


def _take_signals(daemon: Daemon) -> None:
    while (taken := signal.sigwait(_TAKEN)) not in _STOP:
        if taken == signal.SIGHUP:
            daemon.look_anew()
        else:
            daemon.rotate()
    daemon.stop()


def _watch_input(daemon: Daemon) -> None:
    with contextlib.suppress(OSError):
        while os.read(0, 4096):
            pass
    daemon.stop()
