"""Fork, the end of the interpreter, Ctrl-C at any moment: each in a process of its own, with a deadline."""

import subprocess
import sys
from pathlib import Path

from hiwater_impl.records.trail import records
from tests.impl.library.doors import DEADLINE_SECONDS, texts_of

BEGIN = """
import os, sys, threading, time
from hiwater_impl.library import AuditContext, InAnotherProcess
from hiwater_impl.library.tokens import text
"""


def ran(script: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """A script, run to its end."""
    return subprocess.run(
        [sys.executable, "-c", BEGIN + script, *arguments],
        capture_output=True,
        text=True,
        timeout=3 * DEADLINE_SECONDS,
        check=False,
    )


FORKS = """
with AuditContext(directory=sys.argv[1], policy="trail") as context:
    for number in range(100):
        context.audit(1, text(f"parent {number}"))
    child = os.fork()
    if child == 0:
        refused = 0
        uses = lambda: context.audit(1, text("x")), lambda: context.policy, lambda: context.event_async(1, text("x"))
        for use in uses:
            try:
                use()
            except InAnotherProcess:
                refused += 1
        context.close()
        sys.exit(refused)
    context.audit(1, text("after"))
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


def test_a_forked_child_is_refused_and_the_parent_goes_on(tmp_path: Path) -> None:
    """The child refuses in one line rather than hang, leaves the daemon alone, and ends well."""
    done = ran(FORKS, str(tmp_path))
    assert (done.stdout, done.stderr, done.returncode) == ("3\n", "", 0)
    (trail,) = tmp_path.iterdir()
    words = [text for record in records(str(trail)) for text in texts_of(record)]
    assert words == ["booting kernel", *(f"parent {number}" for number in range(100)), "after"]


EXITS = """
context = AuditContext(directory=sys.argv[1], high_water=100_000, policy="trail").__enter__()
for number in range(2_000):
    context.audit(1, text(str(number)))
"""


def test_an_interpreter_that_exits_has_all_written_first(tmp_path: Path) -> None:
    """Nobody has left the context; the trail is whole and ended."""
    done = ran(EXITS, str(tmp_path))
    assert (done.stdout, done.stderr, done.returncode) == ("", "", 0)
    (trail,) = tmp_path.iterdir()
    assert "not_terminated" not in trail.name
    assert sum(1 for _ in records(str(trail))) == 2_001


LEAVES = """
class Never:
    def upcall(self, kind, payload):
        threading.Event().wait()

context = AuditContext(door=Never(), close_timeout=0.2).__enter__()
context.audit(1, text("x"))
"""


def test_an_interpreter_that_exits_tells_what_was_left() -> None:
    """A daemon that never answers does not keep the process; one line says how many records were left."""
    done = ran(LEAVES)
    assert done.stderr.startswith("hiwater: 2 audit records were left in the queue and 0 dropped at the end")
    assert done.stderr.count("\n") == 1
    assert done.returncode == 0


HALTS = """
class Gone:
    def upcall(self, kind, payload):
        return 9, None

with AuditContext(door=Gone(), policy="ahlt", high_water=10, low_water=2) as context:
    while True:
        context.event_async(2, text("x"))
"""


def test_by_default_a_halt_stops_the_process() -> None:
    """By SIGABRT, with one line that says why."""
    done = ran(HALTS)
    assert done.returncode == -6
    assert "hiwater: audit halt: panic (audit_io.c:787); the process stops\n" in done.stderr


INTERRUPTS = """
import io, random, signal
from contextlib import suppress
from hiwater_impl.records.trail import records

class Taking:
    taken = []
    def upcall(self, kind, payload):
        self.taken.append(bytes(payload))
        return 0, bytes(8)

def interrupt():
    time.sleep(pauses.uniform(0.001, 0.006))
    os.kill(os.getpid(), signal.SIGINT)

def write():
    global number
    for _ in range(20_000):
        number += 1
        context.audit(1, text(str(number)))
        if not thread.is_alive():
            return

signal.signal(signal.SIGINT, signal.default_int_handler)
pauses, number, held = random.Random(1), 0, 0
with AuditContext(door=Taking(), policy="cnt seq trail", high_water=1_000) as context:
    lock = context._session.system.contexts[0].queue.lock.mutex
    for _ in range(60):
        thread = threading.Thread(target=interrupt)
        with suppress(KeyboardInterrupt):
            thread.start()
            write()
        with suppress(KeyboardInterrupt):
            thread.join()
        held += lock._is_owned()
    context.audit(1, text("after"))
words = [dict(record.tokens)["text"]["text"][:-1].decode() for record in records(io.BytesIO(b"".join(Taking.taken)))]
numbers = [int(each) for each in words if each.isdecimal()]
uncounted = len(Taking.taken) - 1 - context.statistics().enqueue  # one is the policy
print(held, numbers == sorted(set(numbers)), words[-1] == "after", uncounted)
"""


def test_ctrl_c_at_any_moment_leaves_the_queue_usable() -> None:
    """A signal in the middle of queueing: no lock stays held, records keep their order, and what comes later is kept.

    A record whose call was interrupted may be queued and not counted.
    """
    done = ran(INTERRUPTS)
    held, ordered, after, uncounted = done.stdout.split()
    assert (held, ordered, after) == ("0", "True", "True")
    assert 0 <= int(uncounted) <= 60
    assert done.returncode == 0
