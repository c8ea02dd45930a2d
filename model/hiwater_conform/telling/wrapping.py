"""Lines of a story broken for a terminal: what goes on in the next line stands under the words it belongs to."""

import re
from collections.abc import Iterable, Iterator
from textwrap import wrap

_HEAD = re.compile(r" *(?:[0-9]+(?:-[0-9]+)?  )?(?:[*-] )?")


def wrapped(lines: Iterable[str], width: int) -> Iterator[str]:
    """The lines, none longer than `width` unless a word is."""
    for line in lines:
        head = _HEAD.match(line)
        hang = " " * (head.end() if head else 0)
        yield from wrap(line, width, subsequent_indent=hang, break_long_words=False, break_on_hyphens=False) or [""]
