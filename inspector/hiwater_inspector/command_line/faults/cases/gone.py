"""Without a daemon writers sleep at high water, by design (finding W1); each thing that frees them is shown.

Policy CNT frees them only while the queue is full. A daemon that goes while it empties the queue leaves it between the
marks: then whoever sleeps goes on sleeping under CNT, until the marks are set once more, or a daemon comes.
"""

import threading
from collections.abc import Callable

from hiwater_inspector.command_line.faults.applications import Application, Ended
from hiwater_inspector.command_line.faults.false_daemon import FalseDaemon, Lie
from hiwater_inspector.command_line.faults.stage import Stage
from hiwater_inspector.command_line.faults.waiting import Broken

_TAKEN_OF_FULL = 30


def gone(stage: Stage) -> list[Ended]:
    """Writers sleep without a daemon (W1); a new one frees them, or policy CNT, new marks, or auditing turned off."""
    everyone = [
        _freed(stage, _asleep_at_high_water(stage), lambda application: None),
        _freed(stage, _asleep_at_high_water(stage), _by_policy(stage)),
        _freed(stage, _asleep_at_high_water(stage), _by_turning_auditing_off(stage)),
        _freed_between_the_marks(stage),
    ]
    stage.done.append(
        "8 writers asleep (W1), 4 times; freed by a new daemon, CNT, auditing off; between the marks by setting those"
    )
    return everyone


def _asleep_at_high_water(stage: Stage) -> Application:
    daemon = stage.daemon()
    application = stage.application()
    application.ask("go")
    application.wait_written(100)
    application.ask("hold")
    stage.deadline.until(lambda: not application.ledger.in_call(), "all calls had returned")
    application.wait_empty()
    daemon.kill()
    application.ask("go")
    application.wait_asleep()
    _sleep_on(stage, application, application.specification.high_water)
    return application


def _freed_between_the_marks(stage: Stage) -> Ended:
    """A daemon that takes some records of a full queue, answers for all but the last, and goes."""
    stalling, all_asleep = threading.Event(), threading.Event()
    to_take: list[None] = [None] * (_TAKEN_OF_FULL - 1)

    def choose() -> Lie | None:
        if not stalling.is_set():
            return None
        all_asleep.wait(stage.deadline.left())
        return to_take.pop() if to_take else Lie.CLOSED

    true_door = stage.folder / "true-door"
    true_daemon = stage.daemon(door=true_door)
    false_daemon = FalseDaemon(stage.door, true_door, choose)
    with false_daemon:
        application = stage.application()
        application.wait_empty()
        stalling.set()
        application.ask("go")
        application.wait_asleep()
        all_asleep.set()
        stage.deadline.until(lambda: false_daemon.told[Lie.CLOSED] > 0, "the daemon went")
    stage.deadline.until(lambda: not application.queue().active, "the output thread left")
    true_daemon.terminate()
    length = application.specification.high_water - (_TAKEN_OF_FULL - 1)
    _sleep_on(stage, application, length)
    ended = _freed(stage, application, _by_marks(stage))
    ended.twice = false_daemon.taken
    return ended


def _sleep_on(stage: Stage, application: Application, length: int) -> None:
    """All sleep before so many records, and nothing happens for a while. Raises Broken."""
    before = application.statistics()
    stage.watch(stage.scale.stop_seconds)
    after, queue = application.statistics(), application.queue()
    everybody = queue.writers_waiting == application.specification.threads
    if before != after or queue.active or not everybody or queue.length != length:
        raise Broken(f"all writers should sleep without a daemon before {length} records, and there is {queue}")


def _by_policy(stage: Stage) -> Callable[[Application], None]:
    def free(application: Application) -> None:
        application.ask("policy cnt")
        threads = application.specification.threads
        stage.deadline.until(lambda: application.statistics().dropped >= threads, "policy CNT freed all who slept")
        application.ask("policy none")
        application.wait_asleep()

    return free


def _by_turning_auditing_off(stage: Stage) -> Callable[[Application], None]:
    def free(application: Application) -> None:
        application.ask("hold")
        application.ask("condition OFF")
        stage.deadline.until(lambda: not application.ledger.in_call(), "all who slept came out with auditing off")
        dropped, threads = application.statistics().dropped, application.specification.threads
        if dropped != threads:
            raise Broken(f"{threads} records of those who slept are lost, and {dropped} are counted")
        application.ask("condition AUDITING")

    return free


def _by_marks(stage: Stage) -> Callable[[Application], None]:
    def free(application: Application) -> None:
        application.ask("policy cnt")
        _sleep_on(stage, application, application.queue().length)
        application.ask("marks")
        threads = application.specification.threads
        stage.deadline.until(lambda: application.statistics().dropped >= threads, "new marks freed all who slept")
        application.ask("policy none")
        application.wait_asleep()

    return free


def _freed(stage: Stage, application: Application, free: Callable[[Application], None]) -> Ended:
    """Free the sleepers, have a new daemon take all, and close."""
    free(application)
    daemon = stage.daemon()
    application.ask("go")
    application.wait_written(500)
    ended = application.close()
    daemon.terminate()
    return ended
