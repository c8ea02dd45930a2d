"""Tells who else may touch a trail directory. auditd looks at no modes, so nothing is refused; files are 0640 anywhere.

Not good for what access control lists allow, and for the directories above.
"""

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

_ROOT = 0


def tell_exposure(directory: Path, tell: Callable[..., None]) -> None:
    """Tell `exposed` if somebody beside this user and root may change or see what is there."""
    try:
        status = directory.stat()
    except OSError:
        return
    found = list(exposures(status, os.geteuid()))
    if found:
        tell("exposed", directory=str(directory), mode=f"{stat.S_IMODE(status.st_mode):o}", reason=" and ".join(found))


def exposures(status: os.stat_result, user: int) -> Iterator[str]:
    """What others may do with a directory, in words."""
    mode = status.st_mode
    if status.st_uid not in (user, _ROOT):
        yield f"it belongs to user {status.st_uid}"
    if mode & stat.S_IWOTH:
        yield "everybody may add files" if mode & stat.S_ISVTX else "everybody may remove trails"
    elif mode & stat.S_IWGRP:
        yield "its group may add files" if mode & stat.S_ISVTX else "its group may remove trails"
    if mode & (stat.S_IROTH | stat.S_IXOTH):
        yield "everybody may look into it"
