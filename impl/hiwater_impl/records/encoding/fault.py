"""What is wrong with a description of a record."""


class NotARecord(ValueError):
    """Bytes cannot be made: which line, token and field are meant, what is there, and what was expected.

    `line` counts from 1 and is that in which the record begins; `token` is its place in the record, from 1, and its
    name. Each is 0 or empty when it does not matter or is not known.
    """

    def __init__(self, what: str, *, line: int = 0, token: str = "", field: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.line = line
        self.token = token
        self.field = field

    def __str__(self) -> str:
        places = {"line": self.line, "token": self.token, "field": self.field}
        where = ", ".join(f"{name} {place}" for name, place in places.items() if place)
        return f"{where}: {self.what}" if where else self.what


def shown(value: object) -> str:
    """A value in a message, cut where it is long."""
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
