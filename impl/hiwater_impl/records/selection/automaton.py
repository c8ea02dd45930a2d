"""An expression is looked for in bytes, in time that grows with their number alone.

All instructions that could be next are followed at once, as bits of one number; each such set is a state, worked out
when it is first met. Not good for: which part of the text matched.
"""

from collections.abc import Iterator

from hiwater_impl.records.selection.expressions import Instruction

MOST_STATES = 2000
"""Beyond so many, those that were met are forgotten and worked out again."""


class State:
    """Instructions that could be next, and the states that follow by byte as far as they are known.

    `answer` is what any further byte leads to, None while that depends; `at_end` is the answer when none follows, None
    until it was asked for.
    """

    __slots__ = ("answer", "at_end", "following", "instructions")

    def __init__(self, instructions: int, answer: bool | None) -> None:
        self.instructions = instructions
        self.answer = answer
        self.at_end: bool | None = None
        self.following: dict[int, State] = {}


class Automaton:
    """Says whether the expression of a program is found somewhere in a text."""

    def __init__(self, program: tuple[Instruction, ...]) -> None:
        self._program = program
        self._kinds = {kind: self._those(kind) for kind in ("one", "end", "match")}
        self._takers: dict[int, int] = {}
        self._reached: dict[int, int] = {}
        self._again = self._closed([0], begin=False, end=False)
        self._states: dict[int, State] = {}
        self._start = self._state(self._closed([0], begin=True, end=False))

    def found_in(self, text: bytes) -> bool:
        """Whether the text holds it."""
        state = self._start
        for byte in text:
            if state.answer is not None:
                return state.answer
            following = state.following.get(byte)
            state = self._step(state, byte) if following is None else following
        if state.at_end is None:
            closed = self._closed([*_bits(state.instructions)], begin=state is self._start, end=True)
            state.at_end = bool(closed & self._kinds["match"])
        return state.at_end

    def _those(self, kind: str) -> int:
        return sum(1 << at for at, instruction in enumerate(self._program) if instruction.does == kind)

    def _step(self, state: State, byte: int) -> State:
        takers = self._takers.get(byte)
        if takers is None:
            takers = sum(1 << at for at, instruction in enumerate(self._program) if instruction.mask >> byte & 1)
            self._takers[byte] = takers
        instructions = self._again
        for at in _bits(state.instructions & takers):
            reached = self._reached.get(at)
            if reached is None:
                reached = self._reached[at] = self._closed([self._program[at].first], begin=False, end=False)
            instructions |= reached
        found = self._states.get(instructions)
        if found is None:
            if len(self._states) >= MOST_STATES:
                self._states = {}
                self._start.following = {}
            found = self._states[instructions] = self._state(instructions)
        state.following[byte] = found
        return found

    def _state(self, instructions: int) -> State:
        if instructions & self._kinds["match"]:
            return State(instructions, True)
        hopeless = not ((instructions | self._again) & self._kinds["one"] or self._again & self._kinds["end"])
        return State(instructions, False if hopeless else None)

    def _closed(self, starts: list[int], begin: bool, end: bool) -> int:
        seen, waiting = 0, starts
        while waiting:
            at = waiting.pop()
            if seen >> at & 1:
                continue
            seen |= 1 << at
            does, first, second, _ = self._program[at]
            if does == "fork":
                waiting += (first, second)
            elif (does == "begin" and begin) or (does == "end" and end):
                waiting.append(first)
        return seen


def _bits(number: int) -> Iterator[int]:
    while number:
        lowest = number & -number
        yield lowest.bit_length() - 1
        number ^= lowest
