"""A candidate arrives at a line: the thread's hidden steps are taken until one makes the line, in every way it can.

Only the thread that the line names goes on: other threads' hidden steps wait until a line of theirs needs them. They
lose nothing by that, since what they may have read meanwhile is remembered (`shared_words`), and what they count
commutes with everything.
"""

from collections.abc import Iterator
from typing import Final

from hiwater_conform.following.candidate import AT_REST, Candidate, Made, Standing, Writing, woken
from hiwater_conform.following.lines import Line
from hiwater_conform.following.making import TOLD, own_line
from hiwater_conform.following.matching import (
    Refusal,
    appends,
    bytes_are_known,
    clauses_of_facts,
    record_taken,
    refusal_of,
    refusal_of_buffer,
    refusal_of_facts,
    refusal_of_value,
    softcall_taken,
)
from hiwater_conform.following.past import Past
from hiwater_conform.following.reading_counters import refusal_of_counters
from hiwater_conform.following.shared_words import Key
from hiwater_conform.following.stepping import Stepper, Taken
from hiwater_conform.following.words import thread_in_words
from hiwater_model.configuration import UNSPECIFIED
from hiwater_model.machine import Wait
from hiwater_model.relation import ready
from hiwater_model.steps import Answer, Run, Softcall, Step

_SLEEPING: Final = ("asleep", "timed")


class Arrivals:
    """Finds the candidates behind a line. `refusals` are the reasons of those that have none."""

    def __init__(self, past: Past, stepper: Stepper, names: tuple[str, ...]) -> None:
        self._past = past
        self._stepper = stepper
        self._names = names
        self.uncompared: set[tuple[int, str]] = set()
        """Counters that A_SETSTAT has reset, by zone and name."""
        self.refusals: list[Refusal] = []
        self.shown: set[frozenset[str]] = set()
        """For each way in which the line was taken, the clauses that it shows."""
        self.undefined: str | None = None
        """Why, after some line, the C has no defined next act in a candidate: then anything may follow."""

    def behind(self, candidate: Candidate, line: Line) -> Iterator[Candidate]:
        """Every state in which the line has just been written."""
        thread = line.thread
        assert thread is not None
        if candidate.machine.halted is not None and not candidate.standings[thread].owed:
            self._refuse(f"the machine has halted ({candidate.machine.halted})", None)
            return
        if candidate.standings[thread].owed:
            yield from self._owed(candidate, thread, line)
            return
        waiting: list[tuple[Candidate, dict[Key, int]]] = [(candidate, {})]
        while waiting:
            now, floors = waiting.pop()
            if self.can_step_unseen(now, thread):
                for taken in self._unseen(now, thread, line, floors):
                    if taken.made:
                        yield from self._first_made(taken, thread, line)
                    else:
                        self._stepper.hidden_steps += 1
                        waiting.append((taken.candidate, taken.floors))
            else:
                yield from self._at(now, thread, line, floors)

    def can_step_unseen(self, candidate: Candidate, thread: int) -> bool:
        """Whether the thread can go on without a line of its own."""
        standing, wait = candidate.standings[thread], candidate.machine.threads[thread].wait
        if standing.result is not None or standing.owed:
            return False
        if standing.pending is not None:
            return True
        if wait.kind == "join" and not ready(candidate.machine, thread):
            return False
        return wait.kind not in TOLD and wait.kind not in _SLEEPING and wait.kind != "idle"

    def _unseen(self, candidate: Candidate, thread: int, line: Line, floors: dict[Key, int]) -> Iterator[Taken]:
        wait = candidate.machine.threads[thread].wait
        if line.event == "lacked" and wait.kind == "memory" and wait.at == line.facts["at"]:
            for taken in self._stepper.without_memory(candidate, thread):
                lacked = Made("lacked", {"at": wait.at}, "MEMBUF-01")
                yield taken._replace(made=(lacked, *taken.made))
        yield from self._stepper.hidden(candidate, thread, floors)

    def _first_made(self, taken: Taken, thread: int, line: Line) -> Iterator[Candidate]:
        """The step makes lines: this one is the first, and the thread owes the others."""
        standing = taken.candidate.standings[thread]
        owing = taken.candidate.standing(thread, standing._replace(owed=taken.made))
        yield from self._owed(owing, thread, line)

    def _owed(self, candidate: Candidate, thread: int, line: Line) -> Iterator[Candidate]:
        standing, known = candidate.standings[thread], False
        made, name = standing.owed[0], self._names[thread]
        refusal = refusal_of(made, line, name)
        if refusal is None and made.event == "asked":
            known = bytes_are_known(candidate, thread, made.facts["zone"], self._past)
            refusal = refusal_of_buffer(made, line, name, bytes_are_known=known)
        if refusal is None and made.event == "softcall":
            taken = softcall_taken(candidate, made, line, name)
            if isinstance(taken, Candidate):
                candidate = taken
            else:
                refusal = taken
        if refusal is None:
            self._show(made.clause, made.clause_of_bytes if known else "")
            yield candidate.standing(thread, standing._replace(owed=standing.owed[1:]))
        else:
            self.refusals.append(refusal)

    def _at(self, candidate: Candidate, thread: int, line: Line, floors: dict[Key, int]) -> Iterator[Candidate]:
        """The thread can go on only by a line of its own."""
        wait = candidate.machine.threads[thread].wait
        if candidate.standings[thread].result is not None:
            yield from self._returned(candidate, thread, line)
        elif wait.kind == "idle":
            yield from self._begun(candidate, thread, line)
        elif wait.kind == "timed" and line.event == "woke":
            awake = candidate._replace(machine=woken(candidate.machine, thread))
            yield from self._passed(awake, thread, line, floors)
        elif wait.kind in _SLEEPING or wait.kind == "join":
            self._refuse(thread_in_words(candidate, thread, self._names), None)
        else:
            yield from self._passed(candidate, thread, line, floors)

    def _returned(self, candidate: Candidate, thread: int, line: Line) -> Iterator[Candidate]:
        standing, name = candidate.standings[thread], self._names[thread]
        made = standing.result
        assert made is not None
        refusal = refusal_of(made, line, name)
        if refusal is None and type(made.facts["value"]) is tuple:
            refusal = refusal_of_counters(candidate, thread, line, made, self._stepper, uncompared=self.uncompared)
        elif refusal is None:
            refusal = refusal_of_value(made, line.facts["value"], name)
        if refusal is None:
            self._show(made.clause if made.facts["value"] not in (None, UNSPECIFIED) else "")
            yield candidate.standing(thread, AT_REST)
        else:
            self.refusals.append(refusal)

    def _begun(self, candidate: Candidate, thread: int, line: Line) -> Iterator[Candidate]:
        """An idle thread begins what the line says, which shows no clause by itself."""
        self._show()
        machine = candidate.machine
        users = len(machine.configuration.threads)
        if line.event == "called" and thread < users:
            yield candidate.standing(
                thread,
                Standing(line.facts["arguments"], counted=candidate.counted),
            )
        elif line.event == "begun" and thread == machine.softint and machine.softcalls:
            for taken in self._stepper.told(candidate, thread, Softcall(), {}):
                yield taken.candidate
        elif line.event == "fired" and thread == machine.clock:
            yield from self._fired(candidate, line)
        else:
            self._refuse(f"{self._names[thread]} is idle, and nothing waits for it", None)

    def _fired(self, candidate: Candidate, line: Line) -> Iterator[Candidate]:
        machine, thread = candidate.machine, candidate.machine.clock
        zone, kind = line.facts["zone"], line.facts["timer"]
        timer = next((one for one in machine.timers if (one.kind, one.zone) == (kind, zone)), None)
        if timer is None:
            self._refuse(f"no timer {kind} of zone {zone} is armed", "TIMER-01")
            return
        rest = list(machine.timers)
        rest.remove(timer)
        left = candidate._replace(machine=machine._replace(timers=tuple(rest)))
        yield left.standing(thread, Standing(timer))

    def _passed(self, candidate: Candidate, thread: int, line: Line, floors: dict[Key, int]) -> Iterator[Candidate]:
        """The line tells that the thread passes the point at which it is parked."""
        machine, name = candidate.machine, self._names[thread]
        wait = machine.threads[thread].wait
        made = own_line(wait)
        refusal = refusal_of(made, line, name) or refusal_of_facts(machine, wait, line, name)
        if refusal is None and wait.kind == "enter" and not ready(machine, thread):
            refusal = Refusal(f"the {wait.what} is {self._owner(candidate, wait)}'s", "LOCK-01")
        if refusal is None and appends(wait):
            taken = record_taken(candidate, wait, line, name)
            if isinstance(taken, Refusal):
                refusal = taken
            else:
                candidate = taken
        if refusal is not None:
            self.refusals.append(refusal)
            return
        own = "" if made.event == "left" else made.clause
        self._show(own, *clauses_of_facts(wait, line))
        if wait.kind == "write":
            yield candidate.standing(thread, Standing(Writing.POINT))
            return
        for after in self._stepper.told(candidate, thread, _step(wait, thread, line), floors):
            standing = after.candidate.standings[thread]
            yield after.candidate.standing(thread, standing._replace(owed=after.made))
        self.undefined = self.undefined or self._stepper.undefined

    def _owner(self, candidate: Candidate, wait: Wait) -> str:
        zone = candidate.machine.zones[wait.zone or 0]
        owner = {"queue lock": zone.queue_lock, "door lock": zone.door_lock}.get(wait.what or "", zone.again_lock)
        return "nobody" if owner is None else self._names[owner]

    def _show(self, *clauses: str) -> None:
        """The line was taken in one way, and shows these clauses; an empty one is none."""
        self.shown.add(frozenset(clauses) - {""})

    def _refuse(self, why: str, clause: str | None) -> None:
        self.refusals.append(Refusal(why, clause))


def _step(wait: Wait, thread: int, line: Line) -> Step:
    if wait.kind == "door":
        return Answer(thread, line.facts["error"], line.facts["reply"])
    return Run(thread)
