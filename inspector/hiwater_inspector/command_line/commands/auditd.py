"""`hiwater auditd`: the daemon that listens at a door and writes trail files, in the foreground."""

import argparse

from hiwater_impl.daemon.foreground import run as serve
from hiwater_impl.daemon.options import CannotServe, add_arguments, settings_from
from hiwater_inspector.command_line.command import Exit, Misuse

__all__ = ["DESCRIPTION", "add_arguments", "run"]

DESCRIPTION = """\
Listens at a door, a Unix socket for this user and root alone, and writes the records that applications
send into trail files, which `hiwater decode` and praudit read. A record is answered for when the system
has it, so killing this daemon loses none; what must survive a power failure needs --sync record. Files
are called start.not_terminated.host until they end; those that a killed daemon left are cut behind the
last whole record and ended at the next start.

When every directory is full, applications wait, or lose records if their policy has CNT; that is told
again every 20 s. SIGTERM and Ctrl-C end it. SIGUSR1 begins a new file (as `audit -n` does), at most one
each second. SIGHUP (`audit -s`) has it look anew at its directories, tell what is wrong with them, and go
on in the first that has room; so it outlives its terminal. A directory that others may write to or look
into is told, and used.

With --json every event is a JSON line on standard output. Ends with 0 after a signal."""


def run(arguments: argparse.Namespace) -> int:
    """Serve until a signal; FINE."""
    try:
        serve(settings_from(arguments), as_json=arguments.json, while_stdin_open=arguments.while_stdin_open)
    except CannotServe as problem:
        raise Misuse(str(problem)) from None
    return Exit.FINE
