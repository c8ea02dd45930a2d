"""The application forks, runs a program, ends its interpreter with records queued, is asked to end, or is killed."""

import re
import signal

from hiwater_impl.library import Statistics
from hiwater_inspector.command_line.faults.applications import Application, Ended
from hiwater_inspector.command_line.faults.children import CHILD_RECORDS
from hiwater_inspector.command_line.faults.stage import Stage

_ENDINGS = {"return": 0, "exit": 3, "exception": 1, "thread": 0}
"""Ways of `Working.end` that do not close the context, and the exit code of each."""
_RECORDS = 5
_LEFT = re.compile(r"^hiwater: (\d+) audit records were left in the queue and 0 dropped at the end", re.MULTILINE)
_GIVES_UP_SECONDS = 0.3
_PATIENCE_SECONDS = 4.0
"""How much longer than its time an exit may take."""


def forks(stage: Stage) -> list[Ended]:
    """A forked child is refused at once, opens a context of its own, exits; another runs a program; the parent goes on.

    What a program inherits holds no door.
    """
    stage.daemon()
    application = stage.application()
    application.ask("go")
    everyone, wrong = [], []
    for _ in range(stage.scale.rounds):
        application.wait_written(100)
        address = stage.address()
        told = application.ask(f"fork {address}")
        wrong += _child_problems(told)
        if "statistics" in told:
            everyone.append(
                Ended("c", address, {"c0": CHILD_RECORDS}, Statistics._make(told["statistics"]), longest=told["took"])
            )
        inherited = application.ask("exec")["descriptors"]
        if inherited != "[]":
            wrong.append(f"a program that the application ran has open {inherited}")
    application.wait_written(100)
    parent = application.close()
    parent.wrong = wrong
    stage.done.append(f"{2 * stage.scale.rounds} forks and {stage.scale.rounds} programs under load")
    return [parent, *everyone]


def _child_problems(told: dict[str, object]) -> list[str]:
    wrong = []
    if told["code"] != 0 or told["exit"] != 0:
        wrong.append(f"forked children ended with {told['code']} and {told['exit']} (None: killed, as they hung)")
    if "belongs to the parent" not in str(told.get("refusal")):
        wrong.append(f"a forked child was told {told.get('refusal')!r}")
    return wrong


def exits(stage: Stage) -> list[Ended]:
    """The interpreter ends in four ways while the daemon is stopped and records are queued: all come into the trail."""
    daemon = stage.daemon()
    everyone = []
    for how, code in _ENDINGS.items():
        application = stage.application(limit=_RECORDS)
        application.wait_empty()
        stage.stop(daemon)
        _queue_all(stage, application)
        application.ask(f"end {how}")
        stage.resume(daemon)
        everyone.append(_exited(application, code))
    stage.done.append(f"exits by {', '.join(_ENDINGS)}, each with {_RECORDS * 8} records queued")
    return everyone


def exits_without_daemon(stage: Stage) -> list[Ended]:
    """The same with the daemon killed, and once with one that is stopped: it says how many are left, and ends."""
    everyone = []
    for how, code in _ENDINGS.items():
        daemon = stage.daemon()
        application = stage.application(limit=_RECORDS, close_timeout=_GIVES_UP_SECONDS)
        daemon.kill()
        _queue_all(stage, application)
        everyone.append(_left(stage, application, how, code))
    daemon = stage.daemon()
    application = stage.application(limit=_RECORDS, close_timeout=_GIVES_UP_SECONDS)
    stage.stop(daemon)
    _queue_all(stage, application)
    everyone.append(_left(stage, application, "return", 0))
    stage.resume(daemon)
    left = sum(ended.left for ended in everyone)
    stage.done.append(f"exits by {', '.join(_ENDINGS)} with the daemon gone, 1 with it stopped; {left} said to be left")
    return everyone


def _queue_all(stage: Stage, application: Application) -> None:
    application.ask("go")
    wanted = application.specification.threads * _RECORDS
    stage.deadline.until(lambda: sum(application.ledger.sent()) == wanted, "all records were queued")


def _exited(application: Application, code: int) -> Ended:
    ended = application.ended()
    if ended.code != code:
        ended.wrong.append(f"it ended with {ended.code} instead of {code}: {ended.complaint}")
    return ended


def _left(stage: Stage, application: Application, how: str, code: int) -> Ended:
    before = stage.deadline.left()
    application.ask(f"end {how}")
    ended = _exited(application, code)
    took = before - stage.deadline.left()
    said = _LEFT.search(ended.complaint)
    ended.left = int(said[1]) if said else 0
    ended.twice = 1
    if said is None:
        ended.wrong.append(f"records were left, and it said: {ended.complaint!r}")
    if took > _GIVES_UP_SECONDS + _PATIENCE_SECONDS:
        ended.wrong.append(f"its exit took {took:.1f} s")
    return ended


def terminated(stage: Stage) -> list[Ended]:
    """SIGTERM under load: without a handler it dies with its queue; with one that calls `sys.exit`, nothing is lost."""
    stage.daemon()
    everyone = []
    for handles in (False, True):
        application = stage.application(handles_term=handles)
        application.ask("go")
        application.wait_written(300)
        ended = application.kill(signal.SIGTERM)
        expected = 0 if handles else -signal.SIGTERM
        if ended.code != expected:
            ended.wrong.append(f"SIGTERM ended it with {ended.code} instead of {expected}: {ended.complaint}")
        everyone.append(ended)
    stage.done.append("SIGTERM, without a handler and with one")
    return everyone


def killed(stage: Stage) -> list[Ended]:
    """SIGKILL under load, with short records and with long ones; the last time with a daemon of its own, which ends."""
    stage.daemon()
    everyone = []
    for number in range(stage.scale.rounds):
        application = stage.application(text_bytes=20_000 if number % 2 else 100)
        application.ask("go")
        application.wait_written(50 + 37 * number)
        everyone.append(application.kill())
    owner = stage.application(directory=str(stage.directories[0]))
    owner.ask("go")
    owner.wait_written(100)
    everyone.append(owner.kill())
    stage.daemons[0].terminate()
    directory = stage.directories[0]
    stage.deadline.until(lambda: not any(directory.glob("*.not_terminated.*")), "its own daemon ended its trail")
    stage.done.append(f"{stage.scale.rounds} kills, and 1 with a daemon of its own")
    return everyone
