"""A daemon that answers late, and one that answers garbage: both stand between the application and a true one."""

import random
import threading

from hiwater_inspector.command_line.faults.applications import Ended
from hiwater_inspector.command_line.faults.false_daemon import FalseDaemon, Lie
from hiwater_inspector.command_line.faults.stage import Stage

_LATE_SECONDS = 0.02
_EVERY = 8
"""One in so many records is lied about."""


def slow(stage: Stage) -> list[Ended]:
    """Each answer comes 20 ms late: writers sleep at high water and are woken at low water, over and over."""
    never = threading.Event()

    def choose() -> None:
        never.wait(_LATE_SECONDS)

    true_door = stage.folder / "true-door"
    stage.daemon(door=true_door)
    with FalseDaemon(stage.door, true_door, choose):
        application = stage.application(high_water=20, low_water=5)
        application.ask("go")
        application.wait_asleep()
        application.wait_written(stage.scale.slow_records)
        ended = application.close()
    stage.done.append(f"answers {1000 * _LATE_SECONDS:g} ms late, {stage.scale.slow_records} and more of them")
    return [ended]


def garbage(stage: Stage) -> list[Ended]:
    """Every kind of lie, many times, at records that chance picks."""
    chance = random.Random(7)
    lies = [lie for lie in Lie for _ in range(stage.scale.lies)]
    chance.shuffle(lies)

    def choose() -> Lie | None:
        return lies.pop() if lies and not chance.randrange(_EVERY) else None

    true_door = stage.folder / "true-door"
    stage.daemon(door=true_door)
    with FalseDaemon(stage.door, true_door, choose) as false_daemon:
        application = stage.application()
        application.ask("go")
        stage.deadline.until(lambda: not lies, "every lie was told")
        application.wait_written(100)
        ended = application.close()
        ended.twice = false_daemon.taken
        total = false_daemon.told.total()
    stage.done.append(f"{total} false answers of {len(Lie)} kinds")
    return [ended]
