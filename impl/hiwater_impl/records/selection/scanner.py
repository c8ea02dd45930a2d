"""A place in the text of a selection, and the pieces that are taken there."""

from collections.abc import Callable

from hiwater_impl.records.selection.expressions import ExpressionFault, search
from hiwater_impl.records.selection.fault import SelectionError, short
from hiwater_impl.records.selection.values import Exact, Glob, Regex

STOPS = frozenset(',()"')
PAIRS = {"(": ")", "[": "]", "{": "}"}


class Scanner:
    """The text, and how far it has been read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.place = 0

    def fault(self, problem: str, at: int | None = None) -> SelectionError:
        """What to raise: a problem at a place, the present one unless told."""
        return SelectionError(self.text, self.place if at is None else at, problem)

    def next(self) -> str:
        """The character that stands here, empty at the end."""
        return self.text[self.place : self.place + 1]

    def skip_blanks(self) -> None:
        """Go on to what is no blank."""
        while self.next().isspace():
            self.place += 1

    def take(self, letter: str) -> bool:
        """Step over this character when it stands here."""
        found = self.next() == letter
        self.place += found
        return found

    def run(self, wanted: Callable[[str], bool]) -> str:
        """The longest run of characters that are wanted."""
        start = self.place
        while self.next() and wanted(self.next()):
            self.place += 1
        return self.text[start : self.place]

    def bare(self) -> str:
        """A run without blanks, quotes, commas, parentheses and backslashes."""
        return self.run(lambda one: not one.isspace() and one not in STOPS and one != "\\")

    def quoted(self) -> str:
        """A text in quotes, whose first one stands here; a backslash counts before a quote or a backslash alone."""
        start = self.place
        self.place += 1
        found: list[str] = []
        while not self.take('"'):
            if not self.next():
                raise self.fault("the quote that opens here is not closed", start)
            if self.next() == "\\" and self.text[self.place + 1 : self.place + 2] in ("\\", '"'):
                self.place += 1
            found.append(self.next())
            self.place += 1
        return "".join(found)

    def glob(self) -> Exact | Glob:
        """A run where `*` and `?` stand for others and a backslash takes the next character as it is."""
        parts: list[str | int | None] = []
        while self.next() and not self.next().isspace() and self.next() not in STOPS:
            letter: str | int | None = self.next()
            if self.take("\\"):
                letter = self.next()
                if not letter:
                    raise self.fault("a character is wanted after the backslash")
            elif letter in ("*", "?"):
                letter = None if letter == "*" else 1
            self.place += 1
            if isinstance(letter, str) and parts and isinstance(parts[-1], str):
                parts[-1] += letter
            else:
                parts.append(letter)
        if not parts:
            raise self.fault("a value is wanted")
        text = parts[0]
        return Exact(text) if len(parts) == 1 and isinstance(text, str) else Glob(tuple(parts))

    def regex(self) -> Regex:
        """An expression after its `~`: in quotes, or up to a blank, comma or parenthesis outside its own brackets."""
        start = self.place
        pattern = self.quoted() if self.next() == '"' else self._open_pattern()
        if not pattern:
            raise self.fault("an expression is wanted", start)
        try:
            search(pattern.encode(errors="surrogateescape"))
        except ExpressionFault as fault:
            raise self.fault(f"the expression {short(pattern)} cannot be used: {fault.problem}", start) from None
        return Regex(pattern)

    def _open_pattern(self) -> str:
        start, closers = self.place, list[str]()
        while self.next() and not self.next().isspace():
            letter = self.next()
            if closers and letter == closers[-1]:
                closers.pop()
            elif letter in PAIRS and closers[-1:] != ["]"]:
                closers.append(PAIRS[letter])
            elif letter in ",)" and not closers:
                break
            self.place += 2 if letter == "\\" else 1
        self.place = min(self.place, len(self.text))
        return self.text[start : self.place]
