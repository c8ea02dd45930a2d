"""How many bytes a record's tokens may have: a daemon tosses what is longer, and its maker would not know."""

from typing import Final

from hiwater_impl.library.controls import refuse
from hiwater_impl.pipeline.constants import E2BIG

TOKENS_BYTES_MOST: Final = 16_000_000
"""Of one record. The daemon takes records of 16,777,216 bytes, of which the queue adds some: header, zone, trailer."""

NO_TOKENS: Final = (b"",)
"""Stands for none where a record must have one."""


def check_tokens(tokens: tuple[bytes, ...], before: int = 0) -> int:
    """How many bytes a record has whose tokens have `before`, with these. Raises ValueError, OSError with E2BIG."""
    if not all(tokens):
        raise ValueError("give at least one token, such as text(…), and none that is empty")
    size = before + sum(map(len, tokens))
    if size > TOKENS_BYTES_MOST:
        refuse(E2BIG, f"the tokens of a record have {TOKENS_BYTES_MOST:,} bytes at most, and these have {size:,}")
    return size
