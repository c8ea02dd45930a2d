"""Text of anybody, such as an implementation that lies, as text and nothing else in Markdown, XML and HTML."""

import re
from html import escape


def printable(text: str) -> str:
    """Control characters and changes of writing direction are shown as what they are; line ends stay."""
    return "".join(one if one.isprintable() or one == "\n" else f"\\u{ord(one):04x}" for one in text)


def for_html(text: str) -> str:
    """Within an element or an attribute of HTML."""
    return escape(printable(text), quote=True)


def for_markdown(text: str) -> str:
    """On one line, without a meaning for Markdown or HTML."""
    line = escape(" ".join(printable(text).split()), quote=False)
    return re.sub(r"([\\`*\[\]|#@])", r"\\\1", line)


def fenced(text: str, language: str) -> str:
    """A block of code of Markdown, its fence longer than any within the text."""
    shown = printable(text)
    longest = max((len(run) for run in re.findall("`+", shown)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{shown}\n{fence}"
