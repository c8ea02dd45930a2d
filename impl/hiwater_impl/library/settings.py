"""What a context is told when it is made, checked and brought into the form that the system takes."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hiwater_impl.library.controls import QUEUE_LIMITS, packed_address, queue_control_is_allowed, refuse
from hiwater_impl.library.doors import DoorSource, GivenDoor, OwnDaemon, PathDoor
from hiwater_impl.library.numbers import QueueControl
from hiwater_impl.pipeline.constants import EINVAL, POLICY_GLOBAL, POLICY_LOCAL
from hiwater_impl.pipeline.context import ZoneSettings
from hiwater_impl.pipeline.system import SystemSettings

_EVERY_CLASS = 0xFFFFFFFF


def door_source(door: Any, directory: str | os.PathLike[str] | None) -> DoorSource:
    """Where doors come from."""
    if directory is not None:
        return OwnDaemon(Path(directory))
    return PathDoor(Path(door)) if isinstance(door, str | os.PathLike) else GivenDoor(door)


def system_settings(
    policy: int, queue: QueueControl, host_address: str | None, width: int, zones: Sequence[str]
) -> SystemSettings:
    """How the system begins. Raises OSError with EINVAL for what auditon would refuse."""
    if policy & ~(POLICY_GLOBAL | POLICY_LOCAL):
        refuse(EINVAL, f"policy {policy:#x} has bits that do not exist")
    if not queue_control_is_allowed(queue):
        refuse(EINVAL, QUEUE_LIMITS)
    if len({"global", *zones}) != len(zones) + 1 or "" in zones:
        raise ValueError("zones have names of their own, other than global")
    address = packed_address(host_address)
    return SystemSettings(
        width=width,
        policy=policy & POLICY_GLOBAL,
        zones=tuple(
            ZoneSettings(
                name=name.encode(),
                policy=policy & POLICY_LOCAL,
                host_valid=int(any(address)),
                host_type=len(address),
                host_address=address,
                success_mask=_EVERY_CLASS,
                failure_mask=_EVERY_CLASS,
                **queue._asdict(),
            )
            for name in ("global", *zones)
        ),
    )
