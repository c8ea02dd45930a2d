"""What a check of the campaign says when something is wrong."""


class Failed(AssertionError):
    """A check that does not hold: which one (`kind`, the same for all inputs that fail alike), and what was seen."""

    def __init__(self, kind: str, what: str) -> None:
        super().__init__(f"{kind}: {what}")
        self.kind, self.what = kind, what


def hold(condition: bool, kind: str, what: str) -> None:
    """Raise Failed unless the condition holds."""
    if not condition:
        raise Failed(kind, what)
