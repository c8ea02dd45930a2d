"""Finds the functions, tables and macros of one audit_io.c with their lines, and the lines that decide something.

Comments and literals are blanked first; then top-level braces give the parts. A part begins with its return type and
ends with its closing brace. A K&R definition (the parameters declared between the list and the brace) is recognised.
Not good for: C in general (no macro expansion, no declarators with parentheses, both arms of a conditional are read).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from hiwater_conform.clauses.errors import NotAuditSource
from hiwater_conform.clauses.source_text import SourceText, Span

_LITERAL = re.compile(r"""/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'""", re.DOTALL)
_DIRECTIVE = re.compile(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", re.MULTILINE)
_MACRO = re.compile(r"[ \t]*#[ \t]*define[ \t]+(\w+)")
_DECIDES = re.compile(
    r"\b(if|else|while|do|for|switch|case|default|return|goto|ASSERT)\b|(&&|\|\||\?)"
    r"|^[ \t]*#[ \t]*(if|ifdef|ifndef|elif|else)\b"
)
_ASSERTS = re.compile(r"\bASSERT\b")
_HEAD = re.compile(r"(\w+)\s*\(([^()]*)\)(.*)", re.DOTALL)
_OLD_PARAMETERS = re.compile(r"\s*\w+(\s*,\s*\w+)*\s*")
_TABLE_NAME = re.compile(r"(\w+)\s*\[")


class PartKind(Enum):
    """What a top-level part of the file is."""

    FUNCTION = "function"
    TABLE = "table"
    MACRO = "macro"


@dataclass(frozen=True, slots=True)
class ScannedPart:
    """A definition found at the top level of the file."""

    kind: PartKind
    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class Scan:
    """What was found: parts in file order, decision lines inside functions, and all lines without their comments.

    Assertions are decisions too, and are listed once more by themselves.
    """

    parts: tuple[ScannedPart, ...]
    decisions: tuple[int, ...]
    assertions: tuple[int, ...]
    code: tuple[str, ...]

    def part(self, kind: PartKind, name: str) -> ScannedPart | None:
        """The part of that kind and name, or None."""
        return next((part for part in self.parts if part.kind is kind and part.name == name), None)

    def decisions_in(self, part: ScannedPart) -> tuple[int, ...]:
        """The decision lines of one function."""
        return tuple(line for line in self.decisions if part.span.holds(line))

    def code_lines(self, span: Span) -> tuple[int, ...]:
        """The lines of the span that hold more than comments, braces and blanks."""
        return tuple(line for line in range(span.first, span.last + 1) if self.code[line - 1].strip(" \t{};"))

    def code_text(self, span: Span) -> str:
        """The lines of the span without comments; literals stay."""
        return "\n".join(self.code[span.first - 1 : span.last])


def scan(source: SourceText) -> Scan:
    """Scan the file; raises NotAuditSource when its braces do not match."""
    text = "\n".join(source.lines)
    bare = _LITERAL.sub(_blank, text)
    macros = tuple(_macros(bare))
    functions_and_tables = _top_level(source.name, _DIRECTIVE.sub(_blank, bare))
    parts = tuple(sorted((*macros, *functions_and_tables), key=lambda part: part.span))
    code = tuple(_LITERAL.sub(_blank_comment, text).split("\n"))
    decisions = _lines_with(_DECIDES, bare.split("\n"), parts)
    assertions = _lines_with(_ASSERTS, bare.split("\n"), parts)
    return Scan(parts, decisions, assertions, code)


def _blank(match: re.Match[str]) -> str:
    """Blanks in place of the match, newlines kept, so that line numbers stay."""
    return re.sub(r"[^\n]", " ", match.group())


def _blank_comment(match: re.Match[str]) -> str:
    return _blank(match) if match.group().startswith("/") else match.group()


def _line_of(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1


def _macros(bare: str) -> list[ScannedPart]:
    found = []
    for match in _DIRECTIVE.finditer(bare):
        name = _MACRO.match(match.group())
        if name is not None:
            span = Span(_line_of(bare, match.start()), _line_of(bare, match.end()))
            found.append(ScannedPart(PartKind.MACRO, name.group(1), span))
    return found


def _top_level(name: str, bare: str) -> list[ScannedPart]:
    """Walk the braces; `begin` is where the present top-level declaration begins, None before its first character."""
    found: list[ScannedPart] = []
    depth = 0
    begin: int | None = None
    head = ""
    for offset, character in enumerate(bare):
        if begin is None and not character.isspace():
            begin = offset
        if character == "{":
            if depth == 0:
                head = bare[begin:offset]
            depth += 1
        elif character == "}":
            depth -= 1
            if depth < 0:
                raise NotAuditSource(name, f"a brace is closed too often at line {_line_of(bare, offset)}")
        ended = depth == 0 and _declaration_ends(character, head, bare[begin:offset])
        if ended and begin is not None:
            part = _part(head, Span(_line_of(bare, begin), _line_of(bare, offset)))
            found.extend([part] if part is not None else [])
            begin, head = None, ""
    if depth != 0:
        raise NotAuditSource(name, "a brace is never closed")
    return found


def _declaration_ends(character: str, head: str, so_far: str) -> bool:
    """A function ends with its brace; anything else with a semicolon, unless that ends a K&R parameter declaration."""
    if character == "}":
        return bool(head) and "=" not in head and _HEAD.search(head) is not None
    return character == ";" and (bool(head) or not _declares_old_parameter(so_far))


def _declares_old_parameter(so_far: str) -> bool:
    match = _HEAD.search(so_far)
    return match is not None and bool(match.group(3).strip()) and _OLD_PARAMETERS.fullmatch(match.group(2)) is not None


def _part(head: str, span: Span) -> ScannedPart | None:
    if "=" in head:
        table = _TABLE_NAME.search(head)
        return ScannedPart(PartKind.TABLE, table.group(1), span) if table else None
    function = _HEAD.search(head)
    return ScannedPart(PartKind.FUNCTION, function.group(1), span) if function else None


def _lines_with(pattern: re.Pattern[str], bare_lines: list[str], parts: tuple[ScannedPart, ...]) -> tuple[int, ...]:
    functions = [part.span for part in parts if part.kind is PartKind.FUNCTION]
    return tuple(
        number
        for span in functions
        for number in range(span.first, span.last + 1)
        if pattern.search(bare_lines[number - 1])
    )
