"""`hiwater inspect`: the pages, on this machine, behind a token."""

import argparse
import json
import os
import signal
import sys
import webbrowser
from pathlib import Path

from hiwater_inspector.command_line.command import Exit, Misuse
from hiwater_inspector.web.security.admission import Admission, new_token
from hiwater_inspector.web.serving import is_loopback, listen, serve
from hiwater_inspector.web.shown import NotShown, Shown, shown

DESCRIPTION = """\
Serves the inspector on 127.0.0.1 and opens a browser: the live queue, trails decoded, model and
implementation side by side, the clauses, lessons. FILEs are trails, or runs that `hiwater conform` or
`hiwater findings` saved; without one it opens the live queue: our implementation, a daemon and a trail in a
folder that is removed at the end. Ctrl-C ends it.

The address that is printed holds a token, which the browser keeps as a cookie; without it nothing is shown,
so other users of this machine see nothing. Scripts send it as `Authorization: Bearer TOKEN`; the API is at
/api/openapi.json. No page loads anything from another host. Only the files named here, or uploaded, can be
read.

--listen ADDRESS other than this machine's own needs a password, from the variable HIWATER_INSPECT_PASSWORD
or the first line of --password-file; the connection is not encrypted: put it behind a tunnel. Not good for:
audit data that must not leave a process, since the browser and its extensions see what is shown."""

_LAST_PORT = 65_535
_PASSWORD = "HIWATER_INSPECT_PASSWORD"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take files, the port, and what other machines need."""
    parser.add_argument("files", nargs="*", metavar="FILE", type=Path, help="a trail, or a run that was saved")
    parser.add_argument(
        "--port", type=int, default=0, metavar="N", help="listen there; 0, the default, takes a free port"
    )
    parser.add_argument("--no-browser", action="store_true", help="print the address and open nothing")
    parser.add_argument("--lessons", type=Path, metavar="DIR", help="lessons of your own, beside ours")
    parser.add_argument("--listen", default="127.0.0.1", metavar="ADDRESS", help="an IP address; 127.0.0.1 by default")
    parser.add_argument(
        "--allow-host", action="append", default=[], metavar="NAME", help="another name of this machine"
    )
    parser.add_argument("--password-file", type=Path, metavar="FILE", help="its first line opens the pages")


def run(arguments: argparse.Namespace) -> int:
    """Serve until Ctrl-C or SIGTERM and return FINE; raise Misuse for a port, an address or a file that will not do."""
    password = _password(arguments)
    named = _shown(arguments)
    if not 0 <= arguments.port <= _LAST_PORT:
        raise Misuse(f"--port {arguments.port}: ports are from 1 to {_LAST_PORT}; 0 takes a free one")
    try:
        listening = listen(arguments.listen, arguments.port)
    except OSError as error:
        reason = error.strerror
        raise Misuse(
            f"cannot listen at {arguments.listen} port {arguments.port} ({reason}); try another --port"
        ) from None
    port = listening.getsockname()[1]
    admission = Admission(port, new_token(), _names(arguments), password)
    from hiwater_inspector.web.inspector import Inspector

    # Until the server listens to signals itself: what was opened is closed all the same.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(Exit.FINE))
    with listening, Inspector(named, admission) as inspector:
        address = f"http://{_spelled(arguments.listen)}:{port}{inspector.first_page}"
        if password is None:
            address += f"?token={admission.token}"
        _announce(arguments, address, admission.token)
        serve(inspector.application, listening, inspector.close)
    return Exit.FINE


def _password(arguments: argparse.Namespace) -> str | None:
    try:
        own = is_loopback(arguments.listen)
    except ValueError:
        raise Misuse(f"--listen {arguments.listen}: give an IP address, such as 127.0.0.1, ::1 or 0.0.0.0") from None
    password = os.environ.get(_PASSWORD)
    if arguments.password_file is not None:
        try:
            password = arguments.password_file.read_text(encoding="utf-8").partition("\n")[0]
        except (OSError, UnicodeDecodeError) as error:
            raise Misuse(
                f"{arguments.password_file} cannot be read ({error}); its first line is the password"
            ) from None
    if own and arguments.password_file is None:
        return None
    if not password:
        raise Misuse(f"--listen {arguments.listen} lets other machines in: set {_PASSWORD}, or give --password-file")
    return password


def _shown(arguments: argparse.Namespace) -> Shown:
    try:
        return shown(arguments.files, arguments.lessons)
    except NotShown as error:
        raise Misuse(str(error)) from None


def _names(arguments: argparse.Namespace) -> tuple[str, ...]:
    wild = arguments.listen in ("0.0.0.0", "::")
    return (*arguments.allow_host, *(() if wild else (_spelled(arguments.listen),)))


def _spelled(address: str) -> str:
    if address in ("0.0.0.0", "::"):
        return "localhost"
    return f"[{address}]" if ":" in address else address


def _announce(arguments: argparse.Namespace, address: str, token: str) -> None:
    if arguments.json:
        print(json.dumps({"address": address, "token": token}), flush=True)
    else:
        print(f"The inspector is at {address}\nCtrl-C ends it.", flush=True)
        if not is_loopback(arguments.listen):
            print("Other machines can reach it, and what they read is not encrypted.", file=sys.stderr, flush=True)
    if not arguments.no_browser and not webbrowser.open(address):
        print("No browser could be opened here: open the address yourself.", file=sys.stderr, flush=True)
