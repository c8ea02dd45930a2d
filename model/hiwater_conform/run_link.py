"""A run as one word that a link can carry: its JSON, compressed (zlib) and written as base64url without padding.

`/compare?run=WORD` opens it in the inspector. A word comes from anywhere, so its length is bounded packed and unpacked.
"""

import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from string import ascii_letters, digits
from typing import Final

from hiwater_conform.runs import SavedRun, run_from_text, run_to_wire
from hiwater_conform.wire_values import NotThisForm, text_of
from hiwater_model.configuration import ImpossibleConfiguration, refuse_impossible

LONGEST_WORD: Final = 64 * 1024
"""Characters."""
LONGEST_RUN_BYTES: Final = 1 << 20
"""Of the JSON in UTF-8."""
PAGE: Final = "/compare?run="
_ALPHABET: Final = frozenset(ascii_letters + digits + "-_")


class TooLong(ValueError):
    """The run does not fit into a link; the message says by how much, and what to do."""


def word_of(run: SavedRun) -> str:
    """The run as a word. Raises TooLong."""
    text = text_of(run_to_wire(run)).encode()
    word = urlsafe_b64encode(zlib.compress(text, 9)).rstrip(b"=").decode()
    if len(text) > LONGEST_RUN_BYTES or len(word) > LONGEST_WORD:
        raise TooLong(
            f"the run has {len(text):,} bytes, {len(word):,} packed; a link carries at most {LONGEST_RUN_BYTES:,} and "
            f"{LONGEST_WORD:,}: send the file instead"
        )
    return word


def link_to(run: SavedRun) -> str:
    """The path with which the inspector opens the run. Raises TooLong."""
    return PAGE + word_of(run)


def run_of(word: str) -> SavedRun:
    """The run in a word. Raises NotThisForm for what is no such word, or holds no run that can be begun."""
    if len(word) > LONGEST_WORD:
        raise NotThisForm("run", f"a word of at most {LONGEST_WORD:,} characters, not {len(word):,}")
    if not _ALPHABET.issuperset(word) or len(word) % 4 == 1:
        raise NotThisForm("run", "base64url without padding; the link may have been cut")
    packed = urlsafe_b64decode(word + "=" * (-len(word) % 4))
    try:
        run = run_from_text(_unpacked(packed).decode("utf-8"))
        refuse_impossible(run.configuration)
    except UnicodeDecodeError:
        raise NotThisForm("run", "JSON in UTF-8") from None
    except ImpossibleConfiguration as error:
        raise NotThisForm("configuration", str(error)) from None
    return run


def _unpacked(packed: bytes) -> bytes:
    unpacking = zlib.decompressobj()
    try:
        text = unpacking.decompress(packed, LONGEST_RUN_BYTES)
    except zlib.error:
        raise NotThisForm("run", "compressed by zlib; the link may have been cut") from None
    if unpacking.unconsumed_tail:
        raise NotThisForm("run", f"at most {LONGEST_RUN_BYTES:,} bytes unpacked")
    if not unpacking.eof or unpacking.unused_data:
        raise NotThisForm("run", "one whole compressed text; the link may have been cut")
    return text
