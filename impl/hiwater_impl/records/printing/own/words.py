"""The fixed texts of each style, by number: what opens, parts and closes a value, a list, a token, a record."""

from enum import IntEnum

from hiwater_impl.records.printing.own.styles import JSON, TEXT, XML


class Word(IntEnum):
    """The numbers of the words; what opens and closes the other kinds of pieces follows that of records."""

    STRING_OPEN = 0
    HEX_OPEN = 1
    STRING_ITEM_OPEN = 2
    HEX_ITEM_OPEN = 3
    STRING_CLOSE = 4
    HEX_CLOSE = 5
    STRING_ITEM_CLOSE = 6
    HEX_ITEM_CLOSE = 7
    NUMBER_CLOSE = 8
    NUMBER_ITEM_OPEN = 9
    NUMBER_ITEM_CLOSE = 10
    ITEM_SEPARATOR = 11
    TOKEN_OFFSET = 12
    TOKEN_SEPARATOR = 13
    TOKENS_OPEN = 14
    TOKENS_CLOSE = 15
    DAMAGED_OPEN = 16
    DAMAGED_CLOSE = 17
    RECORD_OPEN = 18
    RECORD_CLOSE = 19
    FILE_OPEN = 20
    FILE_CLOSE = 21
    SKIPPED_OPEN = 22
    SKIPPED_CLOSE = 23
    OFFSET = 24
    LENGTH = 25
    TIME = 26
    EVENT = 27
    EVENT_NAME = 28
    REPORT_OPEN = 29
    REPORT_SEPARATOR = 30
    REPORT_CLOSE = 31
    REASON_OFFSET = 32
    REASON_NUMBER = 33
    REASON_CLOSE = 34


_JSON = {
    Word.STRING_OPEN: '"', Word.STRING_CLOSE: '"', Word.HEX_OPEN: '{"hex":"', Word.HEX_CLOSE: '"}',
    Word.STRING_ITEM_OPEN: '"', Word.STRING_ITEM_CLOSE: '"', Word.HEX_ITEM_OPEN: '{"hex":"', Word.HEX_ITEM_CLOSE: '"}',
    Word.ITEM_SEPARATOR: ",", Word.TOKEN_OFFSET: ',"token_offset":',
    Word.TOKEN_SEPARATOR: ",", Word.TOKENS_OPEN: ',"tokens":[', Word.TOKENS_CLOSE: "]",
    Word.DAMAGED_OPEN: '{"token":"damaged","bytes":"', Word.DAMAGED_CLOSE: '"}',
    Word.RECORD_OPEN: '{"kind":"record"', Word.RECORD_CLOSE: "}\n",
    Word.FILE_OPEN: '{"kind":"file"', Word.FILE_CLOSE: "}\n",
    Word.SKIPPED_OPEN: '{"kind":"skipped"', Word.SKIPPED_CLOSE: "}\n",
    Word.OFFSET: ',"offset":', Word.LENGTH: ',"length":', Word.TIME: ',"time":"',
    Word.EVENT: ',"event":', Word.EVENT_NAME: ',"event_name":',
    Word.REPORT_OPEN: ',"damage":[', Word.REPORT_SEPARATOR: ",", Word.REPORT_CLOSE: "]",
    Word.REASON_OFFSET: ',"offset":', Word.REASON_NUMBER: ',"number":', Word.REASON_CLOSE: "}",
}  # fmt: skip

_XML = {
    Word.STRING_OPEN: '="', Word.STRING_CLOSE: '"', Word.HEX_OPEN: '_hex="', Word.HEX_CLOSE: '"',
    Word.STRING_ITEM_OPEN: "<item>", Word.STRING_ITEM_CLOSE: "</item>",
    Word.HEX_ITEM_OPEN: '<item hex="', Word.HEX_ITEM_CLOSE: '"/>',
    Word.NUMBER_CLOSE: '"', Word.NUMBER_ITEM_OPEN: "<item>", Word.NUMBER_ITEM_CLOSE: "</item>",
    Word.TOKEN_OFFSET: ' token_offset="',
    Word.TOKEN_SEPARATOR: "\n", Word.TOKENS_OPEN: ">\n", Word.TOKENS_CLOSE: "\n",
    Word.DAMAGED_OPEN: '<damaged bytes="', Word.DAMAGED_CLOSE: '"/>',
    Word.RECORD_OPEN: "<record", Word.RECORD_CLOSE: "</record>\n",
    Word.FILE_OPEN: "<file", Word.FILE_CLOSE: "</file>\n",
    Word.SKIPPED_OPEN: "<skipped", Word.SKIPPED_CLOSE: "</skipped>\n",
    Word.OFFSET: ' offset="', Word.LENGTH: ' length="', Word.TIME: ' time="',
    Word.EVENT: ' event="', Word.EVENT_NAME: " event_name",
    Word.REASON_OFFSET: ' offset="', Word.REASON_NUMBER: ' number="', Word.REASON_CLOSE: "/>\n",
}  # fmt: skip

_TEXT = {
    Word.STRING_OPEN: '"', Word.STRING_CLOSE: '"', Word.HEX_OPEN: "0x",
    Word.STRING_ITEM_OPEN: '"', Word.STRING_ITEM_CLOSE: '"', Word.HEX_ITEM_OPEN: "0x",
    Word.ITEM_SEPARATOR: ",", Word.TOKEN_OFFSET: " token_offset=",
    Word.TOKEN_SEPARATOR: "\n  ", Word.TOKENS_OPEN: "\n  ", Word.DAMAGED_OPEN: "damaged bytes=0x",
    Word.RECORD_OPEN: "record", Word.RECORD_CLOSE: "\n", Word.FILE_OPEN: "file", Word.FILE_CLOSE: "\n",
    Word.SKIPPED_OPEN: "skipped", Word.SKIPPED_CLOSE: "\n",
    Word.OFFSET: " offset=", Word.LENGTH: " length=", Word.TIME: ' time="',
    Word.EVENT: " event=", Word.EVENT_NAME: " event_name=",
    Word.REASON_OFFSET: " offset=", Word.REASON_NUMBER: " number=",
}  # fmt: skip

_ONE_LINE = {Word.TOKEN_SEPARATOR: "; ", Word.TOKENS_OPEN: "; "}


def words(style: int, line: bool) -> list[bytes]:
    """The words of a style in their order; with `line` a record of the text form is one line."""
    chosen = {JSON: _JSON, XML: _XML, TEXT: _TEXT | _ONE_LINE if line else _TEXT}[style]
    return [chosen.get(word, "").encode() for word in Word]


def system_text(name: str, style: int) -> bytes:
    """How a piece tells its dialect."""
    return (f',"system":"{name}"' if style == JSON else f' system="{name}"').encode()


def reason_text(reason: str, style: int, line: bool) -> bytes:
    """How the reason of a damage is told."""
    if style == TEXT:
        return f'{"; " if line else chr(10) + "  "}damage reason="{reason}"'.encode()
    return (f'{{"reason":"{reason}"' if style == JSON else f'<damage reason="{reason}"').encode()
