"""A selection is read: `event:open* and path:~/etc/ and failed`.

    either  = both, then any number of: "or" both
    both    = single, then any number of: ["and"] single
    single  = "not" single | "(" either ")" | word | key ":" value, then any number of: "," value

Every failure is a SelectionError. Text, depth and expressions are bounded, so that no text costs much.
"""

import re
from collections.abc import Callable
from difflib import get_close_matches

from hiwater_impl.records.selection.fault import short
from hiwater_impl.records.selection.keys import KEY_OF_NAME, OPERATORS, WORD_NAMES, Key, Takes
from hiwater_impl.records.selection.moments import day_of, moment_of
from hiwater_impl.records.selection.scanner import Scanner
from hiwater_impl.records.selection.tree import Alone, Node, Not, Selection, Term, all_of, any_of
from hiwater_impl.records.selection.values import Exact, Flag, Range, Value

LONGEST = 4096
"""Characters of a selection."""
DEEPEST = 50
"""Parentheses and `not`s inside one another."""
NUMBER = r"-?(?:0[xX][0-9a-fA-F]{1,16}|[0-9]{1,20})"
NUMBERS = re.compile(rf"({NUMBER})|({NUMBER})?\.\.({NUMBER})?", re.ASCII)
CLASS = re.compile(r"([+-]?)([A-Za-z0-9_]{1,8})", re.ASCII)


def parse(text: str) -> Selection:
    """The selection that a text holds; an empty one wants every record. Raises SelectionError alone."""
    scanner = Scanner(text)
    if len(text) > LONGEST:
        raise scanner.fault(f"a selection has at most {LONGEST} characters, this one {len(text)}", LONGEST)
    try:
        text.encode(errors="surrogateescape")
    except UnicodeEncodeError as error:
        raise scanner.fault("this character is no text", error.start) from None
    scanner.skip_blanks()
    if not scanner.next():
        return Selection(None, text)
    root = _either(scanner, 0)
    if scanner.next():
        raise scanner.fault("no parenthesis is open here" if scanner.next() == ")" else "and, or, or a term is wanted")
    return Selection(root, text)


def _either(scanner: Scanner, depth: int) -> Node:
    parts = [_both(scanner, depth)]
    while _operator(scanner, "or"):
        parts.append(_both(scanner, depth))
    return any_of(parts)


def _both(scanner: Scanner, depth: int) -> Node:
    parts = [_single(scanner, depth)]
    while True:
        scanner.skip_blanks()
        joined = _operator(scanner, "and")
        if not joined and (scanner.next() in ("", ")") or _operator(scanner, "or", stay=True)):
            return all_of(parts)
        parts.append(_single(scanner, depth))


def _single(scanner: Scanner, depth: int) -> Node:
    scanner.skip_blanks()
    if depth > DEEPEST:
        raise scanner.fault(f"more than {DEEPEST} parentheses or nots inside one another")
    start = scanner.place
    if scanner.take("("):
        inner = _either(scanner, depth + 1)
        if not scanner.take(")"):
            raise scanner.fault("the parenthesis that opens here is not closed", start)
        return inner
    if _operator(scanner, "not"):
        return Not(_single(scanner, depth + 1))
    name = scanner.run(_of_a_name)
    if scanner.take(":"):
        return _term(scanner, name, start)
    if name.lower() in WORD_NAMES:
        return Alone(name.lower())
    raise scanner.fault(_no_term(name, scanner.next()), start)


def _term(scanner: Scanner, name: str, start: int) -> Term:
    key = KEY_OF_NAME.get(name.lower())
    if key is None:
        raise scanner.fault(f"there is no key {short(name)}{_nearest(name, KEY_OF_NAME)}", start)
    scanner.skip_blanks()
    values = [_value(scanner, key)]
    while scanner.next() == ",":
        if key.takes is Takes.MOMENT:
            raise scanner.fault(f"{key.name} takes one time")
        scanner.place += 1
        scanner.skip_blanks()
        values.append(_value(scanner, key))
    return Term(key.name, tuple(values), start)


def _value(scanner: Scanner, key: Key) -> Value:
    start = scanner.place
    read = READERS.get(key.takes)
    if read is not None:
        text = scanner.bare()
        value = read(text)
        if value is None and key.takes is not Takes.NAMES:
            raise scanner.fault(f"{key.name} wants {key.takes.value}", start)
        if value is not None and scanner.next() != "\\":
            return value
        scanner.place = start
    if scanner.next() == '"':
        return Exact(scanner.quoted())
    return scanner.regex() if scanner.take("~") else scanner.glob()


def _numbers(text: str) -> Range | None:
    match = NUMBERS.fullmatch(text)
    if match is None or text == "..":
        return None
    one, low, high = (None if part is None else _number(part) for part in match.groups())
    return Range(one, one) if one is not None else Range(low, high)


def _number(text: str) -> int:
    return int(text, 16 if "x" in text.lower() else 10)


def _flag(text: str) -> Flag | None:
    match = CLASS.fullmatch(text)
    return Flag(match[1], match[2]) if match else None


READERS: dict[Takes, Callable[[str], Value | None]] = {
    Takes.NUMBERS: _numbers,
    Takes.NAMES: _numbers,
    Takes.MOMENT: moment_of,
    Takes.DAYS: day_of,
    Takes.CLASSES: _flag,
}


def _of_a_name(letter: str) -> bool:
    return letter.isalnum() or letter == "_"


def _operator(scanner: Scanner, name: str, stay: bool = False) -> bool:
    start = scanner.place
    found = scanner.run(_of_a_name).lower() == name and scanner.next() != ":"
    if not found or stay:
        scanner.place = start
    return found


def _no_term(name: str, following: str) -> str:
    if name.lower() in OPERATORS:
        return f"a term is wanted before {name!r}"
    if name:
        known = [*WORD_NAMES, *KEY_OF_NAME]
        return f"{short(name)} is neither a word nor a key with a colon{_nearest(name, known)}"
    if not following:
        return "a term is wanted, such as event:open* or failed"
    return f"a term is wanted, such as event:open* or failed, and not {following!r}"


def _nearest(name: str, known: "list[str] | dict[str, Key]") -> str:
    close = get_close_matches(name.lower(), sorted(known), 1)
    return f"; did you mean {close[0]!r}?" if close else f"; there are {', '.join(sorted(known))}"
