"""The disk of the trails is full for a while: with a second directory and without, with policy CNT and without."""

from hiwater_inspector.command_line.faults.applications import Application, Ended
from hiwater_inspector.command_line.faults.small_disk import SmallDisk, small_disk
from hiwater_inspector.command_line.faults.stage import Stage

_ALL_FULL = "no directory can be written to"
_DROPPED = "a record is dropped"
_REST_SECONDS = 0.001
"""Under CNT no thread ever waits for room: without a rest they would leave the output thread no time."""


def full(stage: Stage, *, may_mount: bool = True) -> list[Ended]:
    """All wait while it is full, and nothing is lost."""
    with small_disk(stage.directories[0], in_one_directory=False, may_mount=may_mount) as disk:
        application = _begun(stage, "none")
        for _ in range(_rounds(stage)):
            _fill(stage, disk, application, _ALL_FULL)
            application.wait_asleep()
            disk.free(stage.daemons[0].pid)
            application.wait_written(300)
        return _ended(stage, disk, application)


def full_and_counted(stage: Stage, *, may_mount: bool = True) -> list[Ended]:
    """Under CNT the daemon drops what it was given and counts it, so that many and no more are in no trail."""
    with small_disk(stage.directories[0], in_one_directory=False, may_mount=may_mount) as disk:
        application = _begun(stage, "cnt")
        for _ in range(_rounds(stage)):
            _fill(stage, disk, application, _DROPPED)
            application.wait_written(300)
            disk.free(stage.daemons[0].pid)
            application.wait_written(300)
        return _ended(stage, disk, application)


def full_with_a_second(stage: Stage, *, may_mount: bool = True) -> list[Ended]:
    """Records go on in the second directory, and nobody waits for room on the disk."""
    return _elsewhere(stage, "none", may_mount)


def full_and_counted_with_a_second(stage: Stage, *, may_mount: bool = True) -> list[Ended]:
    """Under CNT too: the daemon drops nothing."""
    return _elsewhere(stage, "cnt", may_mount)


def _elsewhere(stage: Stage, policy: str, may_mount: bool) -> list[Ended]:
    second = stage.folder / "second"
    second.mkdir()
    stage.directories.append(second)
    with small_disk(stage.directories[0], in_one_directory=True, may_mount=may_mount) as disk:
        application = _begun(stage, policy)
        disk.fill(stage.daemons[0].pid)
        stage.deadline.until(lambda: any(second.iterdir()), "a file was begun in the second directory")
        application.wait_written(500)
        disk.free(stage.daemons[0].pid)
        application.wait_written(300)
        return _ended(stage, disk, application)


def _rounds(stage: Stage) -> int:
    return min(3, stage.scale.rounds)


def _begun(stage: Stage, policy: str) -> Application:
    stage.daemon()
    application = stage.application(policy=policy, rest_seconds=_REST_SECONDS if policy == "cnt" else 0.0)
    application.ask("go")
    application.wait_written(200)
    return application


def _fill(stage: Stage, disk: SmallDisk, application: Application, sign: str) -> None:
    """Fill it, and wait until the daemon says so once more."""
    before = stage.told().count(sign)
    disk.fill(stage.daemons[0].pid)
    stage.deadline.until(lambda: stage.told().count(sign) > before, f"the daemon said {sign!r}")


def _ended(stage: Stage, disk: SmallDisk, application: Application) -> list[Ended]:
    """The application ends, then the daemon; its trails are taken away before their disk is."""
    ended = application.close()
    ended.dropped_by_daemon = stage.terminate_daemons()
    stage.read_trails()
    stage.done.append(f"{disk.name} full {_rounds(stage) if len(stage.directories) == 1 else 1} times")
    if ended.dropped_by_daemon:
        stage.done.append(f"{ended.dropped_by_daemon} dropped by the daemon")
    return [ended]
