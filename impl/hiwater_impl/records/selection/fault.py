"""What is wrong with a selection, with the place marked."""

WIDTH = 96
"""So many characters of a long selection are shown around the place."""


def short(text: str) -> str:
    """A text in quotes for a message, cut when it is long."""
    return repr(text if len(text) <= 40 else text[:40] + "…")


class SelectionError(Exception):
    """A selection cannot be read or makes no sense with the names at hand.

    `text` is the selection, `at` the place in it (0 to its length), `problem` one sentence without the place.
    """

    def __init__(self, text: str, at: int, problem: str) -> None:
        self.text = text
        self.at = at
        self.problem = problem
        start = max(0, min(at - WIDTH // 2, len(text) - WIDTH))
        shown = "".join(letter if letter.isprintable() else " " for letter in text[start : start + WIDTH])
        super().__init__(f"{problem}\n  {shown}\n  {' ' * (at - start)}^")
