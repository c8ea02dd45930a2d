"""The daemon is killed, also while it begins a new file, or stopped, or its socket is removed."""

import random
import signal

from hiwater_impl.daemon.child import DaemonChild
from hiwater_inspector.command_line.faults.applications import Ended
from hiwater_inspector.command_line.faults.stage import Stage

_MOST_RECORDS_BETWEEN_KILLS = 400
_ROTATE_BYTES = 20_000


def killed(stage: Stage) -> list[Ended]:
    """SIGKILL after a random count of records, then another daemon, again and again; one thread's records are long."""
    chance = random.Random(4)
    daemon = stage.daemon()
    application = stage.application(long_bytes=20_000)
    application.ask("go")
    for _ in range(stage.scale.daemon_kills):
        application.wait_written(chance.randrange(1, _MOST_RECORDS_BETWEEN_KILLS))
        daemon.kill()
        daemon = stage.daemon()
    application.wait_written(1)
    ended = application.close()
    ended.twice = stage.scale.daemon_kills
    stage.done.append(f"{stage.scale.daemon_kills} kills")
    return [ended]


def two_applications(stage: Stage) -> list[Ended]:
    """Two applications on one daemon, which is killed under both."""
    daemon = stage.daemon()
    applications = [stage.application(name, threads=4) for name in "ab"]
    for application in applications:
        application.ask("go")
    for _ in range(stage.scale.rounds):
        for application in applications:
            application.wait_written(100)
        daemon.kill()
        daemon = stage.daemon()
    for application in applications:
        application.wait_written(1)
    both = [application.close() for application in applications]
    for ended in both:
        ended.twice = stage.scale.rounds
    stage.done.append(f"{stage.scale.rounds} kills under 2 applications")
    return both


def killed_while_it_rotates(stage: Stage) -> list[Ended]:
    """SIGKILL as soon as a new file is seen in the directory, which is before or just after the old one has ended."""
    options = ("--rotate-size", str(_ROTATE_BYTES))
    daemon = stage.daemon(*options)
    application = stage.application()
    application.ask("go")
    both_open = 0
    for _ in range(stage.scale.rotations):
        _wait_for_new_file(stage, daemon)
        daemon.kill()
        both_open += len(_open_files(stage)) > 1
        daemon = stage.daemon(*options)
        application.wait_written(50)
    ended = application.close()
    ended.twice = stage.scale.rotations
    stage.done.append(f"{stage.scale.rotations} kills at a new file, {both_open} with the old one open")
    return [ended]


def _wait_for_new_file(stage: Stage, daemon: DaemonChild) -> None:
    before = _open_files(stage)
    daemon.process.send_signal(signal.SIGUSR1)
    stage.deadline.until(lambda: bool(_open_files(stage) - before), "a new file was begun")


def _open_files(stage: Stage) -> set[str]:
    return {path.name for path in stage.directories[0].glob("*.not_terminated.*")}


def stopped(stage: Stage) -> list[Ended]:
    """SIGSTOP until every thread sleeps and then some, SIGCONT: nothing is dropped, nothing comes twice."""
    daemon = stage.daemon()
    application = stage.application()
    application.ask("go")
    stops = min(3, stage.scale.rounds)
    for _ in range(stops):
        application.wait_written(200)
        stage.stop(daemon)
        application.wait_asleep()
        stage.watch(stage.scale.stop_seconds)
        application.wait_asleep()
        stage.resume(daemon)
    application.wait_written(1)
    ended = application.close()
    if ended.statistics is not None and ended.statistics.dropped:
        ended.wrong.append(f"{ended.statistics.dropped} records were dropped, and policy CNT was off")
    stage.done.append(f"{stops} stops of {stage.scale.stop_seconds:g} s")
    return [ended]


def socket_removed(stage: Stage) -> list[Ended]:
    """The path is removed: who is connected stays so. Another daemon takes the path, the first ends, all go over."""
    first = stage.daemon()
    application = stage.application()
    application.ask("go")
    ends = min(3, stage.scale.rounds)
    for _ in range(ends):
        application.wait_written(100)
        stage.door.unlink()
        application.wait_written(300)
        second = stage.daemon()
        application.wait_written(100)
        first.terminate()
        application.wait_written(300)
        first = second
    ended = application.close()
    ended.twice = ends
    stage.done.append(f"{ends} sockets removed, {ends} daemons replaced while they served")
    return [ended]
