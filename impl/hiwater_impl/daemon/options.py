"""The options of the daemon, for `hiwater auditd` and `python -m hiwater_impl.daemon`; and the settings they mean."""

import argparse
import os
import shlex
from pathlib import Path

from hiwater_impl.daemon.settings import Settings, Sync

_SECONDS_LEAST = 0.01


class CannotServe(Exception):
    """The daemon cannot begin; one line that says what to do."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare them."""
    default = Settings(Path(), ())
    parser.add_argument("--door", type=Path, required=True, metavar="PATH", help="the socket to listen at")
    parser.add_argument(
        "--directory",
        type=Path,
        required=True,
        action="append",
        metavar="DIR",
        help="where trails go; a further one is used when the ones before are full",
    )
    parser.add_argument("--host", default=default.host, help="last part of the files' names (default: %(default)s)")
    parser.add_argument(
        "--rotate-size", type=int, default=0, metavar="BYTES", help="begin a new file after so many (default: never)"
    )
    parser.add_argument(
        "--minimum-free", type=int, default=0, metavar="PERCENT", help="avoid a directory with less, and warn"
    )
    parser.add_argument("--warn", default="", metavar="COMMAND", help="run it with what is full, and the directory")
    parser.add_argument(
        "--sync",
        choices=[sync.value for sync in Sync],
        default=default.sync.value,
        help="when to force bytes onto the disk (default: %(default)s)",
    )
    parser.add_argument(
        "--sync-seconds",
        type=float,
        default=default.sync_seconds,
        metavar="S",
        help="the interval (default: %(default)s)",
    )
    parser.add_argument("--while-stdin-open", action="store_true", help="end, too, when standard input does")


def settings_from(arguments: argparse.Namespace) -> Settings:
    """The settings. Raises CannotServe for what cannot be, and for directories that cannot be written to."""
    if not arguments.host or "/" in arguments.host or "\0" in arguments.host:
        raise CannotServe("--host is a part of file names: give a word without /")
    if arguments.rotate_size < 0:
        raise CannotServe("--rotate-size counts bytes: give 0 (never) or more")
    if not 0 <= arguments.minimum_free <= 100:
        raise CannotServe("--minimum-free is a percentage: give 0 to 100")
    if not arguments.sync_seconds >= _SECONDS_LEAST:
        raise CannotServe(f"--sync-seconds is a time: give {_SECONDS_LEAST} or more")
    try:
        shlex.split(arguments.warn)
    except ValueError as problem:
        raise CannotServe(f"--warn: {problem}; quote it as a shell would want it") from None
    return Settings(
        door=arguments.door,
        directories=_usable(arguments.directory),
        host=arguments.host,
        rotate_size=arguments.rotate_size,
        minimum_free=arguments.minimum_free,
        warn=arguments.warn,
        sync=Sync(arguments.sync),
        sync_seconds=arguments.sync_seconds,
    )


def _usable(directories: list[Path]) -> tuple[Path, ...]:
    """The directories, each once, as full paths: file tokens name files by those."""
    for directory in directories:
        if not directory.is_dir():
            raise CannotServe(f"{directory} is no directory; make it first, or name another with --directory")
    if not any(os.access(directory, os.W_OK | os.X_OK) for directory in directories):
        raise CannotServe(f"{directories[0]} may not be written to; name a directory that you may write to")
    return tuple(dict.fromkeys(directory.resolve() for directory in directories))
