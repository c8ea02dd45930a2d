"""How illumos makes unprintable bytes visible: octal and entities in strings, letters and carets in names and items."""

LETTERS = {0: b"0", 7: b"a", 8: b"b", 9: b"t", 10: b"n", 11: b"v", 12: b"f", 13: b"r"}
ENTITIES = {b"&": b"&amp;", b"<": b"&lt;", b">": b"&gt;", b'"': b"&quot;", b"'": b"&apos;"}


def escaped(text: bytes, xml: bool) -> bytes:
    """A string in the C locale: bytes outside 0x20 to 0x7E as a backslash and three octal digits; entities in XML."""
    return b"".join(_escaped_byte(text[place : place + 1], xml) for place in range(len(text)))


def _escaped_byte(byte: bytes, xml: bool) -> bytes:
    if not 0x20 <= byte[0] <= 0x7E:
        return b"\\%03o" % byte[0]
    return ENTITIES.get(byte, byte) if xml else byte


def caret(byte: int) -> bytes:
    """One byte of an item or of a file's name: control bytes with a backslash or a caret, from 0x80 on in octal."""
    if byte > 0x7F:
        return b"\\%03o" % byte
    if byte in LETTERS:
        return b"\\" + LETTERS[byte]
    return b"^%c" % (byte ^ 0x40) if byte < 0x20 or byte == 0x7F else b"%c" % byte
