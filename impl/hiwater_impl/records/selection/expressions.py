r"""Regular expressions over bytes, in the usual notation, without what makes matching slow.

There are no references back, no looking around, and the work for a text grows with its length times the size of the
expression, whatever either holds: people who are not trusted may ask. `automaton.py` runs what is made here.

Known: characters (others than ASCII as their UTF-8 bytes), `.` (any byte), `[a-z]`, `[^a-z]`, `\d \w \s \D \W \S`,
`\n \r \t \f \v \xHH`, `^ $` (the ends of the text), `( )`, `(?: )`, `|`, `* + ? {2} {2,} {2,3}`, each with a `?`
behind, which changes nothing, and `(?i)` in front for either case.
"""

from typing import NamedTuple

LARGEST = 300
"""Instructions of an expression, its repetitions written out, unless told."""
DEEPEST = 30
EVERY = (1 << 256) - 1


class ExpressionFault(Exception):
    """An expression that cannot be had: the place in it, from 0, and the problem."""

    def __init__(self, at: int, problem: str) -> None:
        super().__init__(problem)
        self.at = at
        self.problem = problem


class Instruction(NamedTuple):
    """What it `does`: `one` byte of `mask`, then `first`; `fork` to both; `begin` or `end`, then first; `match`."""

    does: str
    first: int = 0
    second: int = 0
    mask: int = 0


def mask_of(members: bytes) -> int:
    """A set of bytes as 256 bits."""
    found = 0
    for byte in members:
        found |= 1 << byte
    return found


DIGITS = mask_of(b"0123456789")
LETTERS = mask_of(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
WORD = DIGITS | LETTERS | mask_of(b"_")
BLANK = mask_of(b" \t\n\r\f\v")
CLASSES = {"d": DIGITS, "w": WORD, "s": BLANK, "D": EVERY ^ DIGITS, "W": EVERY ^ WORD, "S": EVERY ^ BLANK}
CONTROLS = {"n": 10, "r": 13, "t": 9, "f": 12, "v": 11}
REPEATS = {"*": (0, None), "+": (1, None), "?": (0, 1)}


class Expression:
    """An expression as `program`: instructions, of which the first is number 0. Raises ExpressionFault.

    With `any_case` the letters of ASCII match in either case.
    """

    def __init__(self, pattern: str, any_case: bool = False, largest: int = LARGEST) -> None:
        self._pattern = pattern
        self._place = 0
        self._any_case = any_case
        self._largest = largest
        if pattern.startswith("(?i)"):
            self._place, self._any_case = 4, True
        self._program: list[Instruction] = []
        self._choice(0)
        if self._place < len(pattern):
            raise self._fault("no parenthesis is open here")
        self._add(Instruction("match"))
        self.program = tuple(self._program)

    def _fault(self, problem: str) -> ExpressionFault:
        return ExpressionFault(self._place, problem)

    def _next(self) -> str:
        return self._pattern[self._place : self._place + 1]

    def _add(self, instruction: Instruction) -> None:
        if len(self._program) >= self._largest:
            raise self._fault("the expression is too large, its repetitions written out")
        self._program.append(instruction)

    def _choice(self, depth: int) -> None:
        if depth > DEEPEST:
            raise self._fault("too many parentheses inside one another")
        start, exits = len(self._program), list[int]()
        self._sequence(depth)
        while self._next() == "|":
            self._place += 1
            self._insert_fork(start, len(self._program) + 2)
            exits.append(len(self._program))
            self._add(Instruction("fork"))
            start = len(self._program)
            self._sequence(depth)
        for at in exits:
            self._program[at] = Instruction("fork", len(self._program), len(self._program))

    def _sequence(self, depth: int) -> None:
        while self._next() not in ("", "|", ")"):
            start = len(self._program)
            self._single(depth)
            while self._next() in ("*", "+", "?", "{"):
                self._repeat(start)

    def _single(self, depth: int) -> None:
        letter = self._next()
        if letter == "(":
            self._group(depth)
        elif letter in ("*", "+", "?", "{"):
            raise self._fault("nothing stands before this to be repeated")
        else:
            self._place += 1
            if letter in ("^", "$"):
                self._add(Instruction("begin" if letter == "^" else "end", len(self._program) + 1))
            elif letter == ".":
                self._one(EVERY)
            elif letter == "[":
                self._one(self._set())
            elif letter == "\\":
                self._one(self._escape())
            else:
                for byte in letter.encode(errors="surrogateescape"):
                    self._one(1 << byte)

    def _group(self, depth: int) -> None:
        start = self._place
        self._place += 3 if self._pattern.startswith("(?:", start) else 1
        if self._next() == "?":
            raise self._fault("of the groups with a question mark there is (?: alone, and (?i) in front")
        self._choice(depth + 1)
        if self._next() != ")":
            self._place = start
            raise self._fault("the parenthesis that opens here is not closed")
        self._place += 1

    def _one(self, mask: int) -> None:
        if self._any_case:
            upper, lower = mask & LETTERS & ((1 << 96) - 1), mask & LETTERS & ~((1 << 96) - 1)
            mask |= upper << 32 | lower >> 32
        self._add(Instruction("one", len(self._program) + 1, mask=mask))

    def _escape(self) -> int:
        letter = self._next()
        self._place += 1
        if letter in CLASSES:
            return CLASSES[letter]
        if letter in CONTROLS:
            return 1 << CONTROLS[letter]
        if letter == "x":
            digits = self._pattern[self._place : self._place + 2]
            self._place += 2
            if len(digits) == 2 and all(digit in "0123456789abcdefABCDEF" for digit in digits):
                return 1 << int(digits, 16)
        elif letter.isascii() and letter and not letter.isalnum():
            return 1 << ord(letter)
        self._place -= 1
        raise self._fault("this escape is not known")

    def _set(self) -> int:
        start, found, first = self._place, 0, True
        turned = self._next() == "^"
        self._place += turned
        while first or self._next() != "]":
            if not self._next():
                self._place = start - 1
                raise self._fault("the bracket that opens here is not closed")
            low = self._member()
            if self._next() == "-" and self._pattern[self._place + 1 : self._place + 2] not in ("", "]"):
                self._place += 1
                found |= self._span(low, self._member())
            else:
                found |= low
            first = False
        self._place += 1
        if self._any_case:
            upper, lower = found & LETTERS & ((1 << 96) - 1), found & LETTERS & ~((1 << 96) - 1)
            found |= upper << 32 | lower >> 32
        return EVERY ^ found if turned else found

    def _member(self) -> int:
        letter = self._next()
        self._place += 1
        if letter == "\\":
            return self._escape()
        if not letter.isascii():
            self._place -= 1
            raise self._fault("between brackets there is ASCII alone")
        return 1 << ord(letter)

    def _span(self, low: int, high: int) -> int:
        if low.bit_count() != 1 or high.bit_count() != 1 or low > high:
            raise self._fault("this is no range")
        return (high << 1) - low

    def _repeat(self, start: int) -> None:
        least, most = self._bounds()
        body = self._program[start:]
        del self._program[start:]
        for _ in range(least):
            self._copy(body, start)
        if most is None:
            loop = len(self._program)
            self._add(Instruction("fork", loop + 1, loop + len(body) + 2))
            self._copy(body, start)
            self._add(Instruction("fork", loop, loop))
        else:
            end = len(self._program) + (most - least) * (len(body) + 1)
            for _ in range(most - least):
                self._add(Instruction("fork", len(self._program) + 1, end))
                self._copy(body, start)

    def _bounds(self) -> tuple[int, int | None]:
        start, letter = self._place, self._next()
        self._place += 1
        least, most = REPEATS.get(letter, (0, None))
        if letter == "{":
            inside, close, _ = self._pattern[self._place :].partition("}")
            low, comma, high = inside.partition(",")
            if not (close and _counts(low) and (_counts(high) or not high)):
                self._place = start
                raise self._fault("{2}, {2,} or {2,3} is wanted")
            least = int(low)
            most = int(high) if high else (None if comma else least)
            self._place += len(inside) + 1
            if most is not None and most < least:
                raise self._fault("the second number is less than the first")
        if self._next() == "?":
            self._place += 1
        return least, most

    def _copy(self, body: list[Instruction], start: int) -> None:
        shift = len(self._program) - start
        for does, first, second, mask in body:
            self._add(Instruction(does, first + shift, second + shift, mask))

    def _insert_fork(self, start: int, other: int) -> None:
        body = self._program[start:]
        del self._program[start:]
        self._add(Instruction("fork", start + 1, other))
        self._copy(body, start)


def _counts(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 3
