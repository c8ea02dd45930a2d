"""How many of something, in words that people read aloud."""


def counted(count: int, noun: str) -> str:
    """The number, with commas, and the noun, with an s unless there is one: `1 record`, `2,000 records`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
