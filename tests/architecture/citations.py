"""The one form in which our texts cite the C: file, colon, line or first-last, within the file's 884 lines.

Not good for: saying whether the cited lines are the right ones (the clauses' digests do that), nor for a line number
that stands far from the file's name.
"""

import ast
import io
import re
import tokenize
from collections.abc import Iterator

LAST_LINE = 884

_MENTION = re.compile(
    r"audit_io(?P<suffix>\.c)?`{0,2}(?:"
    r":(?P<given>[lL]?\d[\w,-]*)"  # a colon and lines, right or wrong
    r"|[\s,(\[]{1,3}(?:(?:at|on)\s+)?(?:lines?\s+|l\.\s*|[lL])\d[\d,-]*"  # "line" instead of the colon
    r"|(?:[\s@(\[]{1,2}|#[lL]?)\d[\d,-]*"  # a number straight after it
    r")"
    r"|\blines?\s+\d[\d-]*\s+(?:of|in)\s+`{0,2}audit_io"
)
_LINES = re.compile(r"(\d+)(?:-(\d+))?")


def wrong_citations(text: str) -> list[str]:
    """Return each citation of the C in `text` that has another form, or lines that the file has not."""
    return [match.group() for match in _MENTION.finditer(text) if not _right(match)]


def comments_and_docstrings(source: str) -> Iterator[str]:
    """Yield the comments and docstrings of one Python module, the strings below fields included."""
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.string
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield node.value.value


def _right(match: re.Match[str]) -> bool:
    given = match["given"]
    if given is None or match["suffix"] is None:
        return False
    lines = _LINES.fullmatch(given.rstrip(","))
    if lines is None:
        return False
    first = int(lines[1])
    last = int(lines[2] or first)
    return 1 <= first <= last <= LAST_LINE and (lines[2] is None or first < last)
