"""What a selection can ask: one row a key, from which parser, help and documents are made."""

from enum import Enum
from typing import NamedTuple


class Takes(Enum):
    """What may stand after the colon of a key."""

    TEXTS = 'text, with * and ? for any run and any one, ~expression, or "exactly this"'
    NUMBERS = "a number, or a range such as 100..200, 100.. or ..200"
    NAMES = "a number, a range, or a name as text"
    MOMENT = "a time: 2021-10-14, 2021-10-14T09:30, 2021-10-14T09:30:05.25+02:00 or 20211014093005"
    DAYS = "a day: 2021-10-14 or 20211014"
    CLASSES = "a class: fr, +fr (successes alone) or -fr (failures alone)"


class Key(NamedTuple):
    """One key: its name, what it takes, the records it wants in a sentence, an example."""

    name: str
    takes: Takes
    wants: str
    example: str


class Word(NamedTuple):
    """One word that stands alone: the word and the records it wants."""

    name: str
    wants: str


KEYS = (
    Key("after", Takes.MOMENT, "written at this time or later", "after:2021-10-14T09:00"),
    Key("before", Takes.MOMENT, "written before this time", "before:20211014120000"),
    Key("day", Takes.DAYS, "written on this day, in the zone in which times are shown", "day:2021-10-14"),
    Key("event", Takes.NAMES, "of this event; the name may lack its AUE_, case does not matter", "event:open*,execve"),
    Key("class", Takes.CLASSES, "of an event of this class in the table of the record's system", "class:+lo,-fr"),
    Key(
        "user", Takes.NAMES, "whose subject has this audit user, who keeps it from login on; -1 is nobody", "user:alice"
    ),
    Key("euser", Takes.NAMES, "whose subject has this effective user", "euser:0"),
    Key("ruser", Takes.NAMES, "whose subject has this real user", "ruser:100..199"),
    Key("group", Takes.NAMES, "whose subject has this group: effective, real or supplementary", "group:staff"),
    Key("egroup", Takes.NAMES, "whose subject has this effective group", "egroup:0"),
    Key("rgroup", Takes.NAMES, "whose subject has this real group", "rgroup:10"),
    Key("pid", Takes.NUMBERS, "whose subject is this process", "pid:100..200"),
    Key("session", Takes.NUMBERS, "whose subject has this audit session", "session:2847"),
    Key("process", Takes.NUMBERS, "that act on this process (process token)", "process:1"),
    Key("path", Takes.TEXTS, "with this path, as stored or, from illumos, made absolute and plain", "path:/etc/*"),
    Key("owner", Takes.NAMES, "with attributes of a file of this user", "owner:root"),
    Key("inode", Takes.NUMBERS, "with attributes of the file of this number", "inode:24577"),
    Key("text", Takes.TEXTS, "with this text token", "text:*denied*"),
    Key("argument", Takes.NAMES, "with an argument of this value or this description", "argument:0x10,setpolicy"),
    Key("exec", Takes.TEXTS, "that ran a program with this argument", 'exec:"-rf"'),
    Key("environment", Takes.TEXTS, "that ran a program with this environment string", "environment:LD_PRELOAD=*"),
    Key("privilege", Takes.TEXTS, "that name this privilege", "privilege:file_dac_*"),
    Key("authorization", Takes.TEXTS, "that name this authorization", "authorization:solaris.*"),
    Key("zone", Takes.TEXTS, "written in this zone", "zone:web*"),
    Key("host", Takes.TEXTS, "with this address anywhere: header, terminal, socket; a network too", "host:10.1.0.0/16"),
    Key("port", Takes.NUMBERS, "with this port of a socket; from illumos, in either order of its bytes", "port:22"),
    Key("token", Takes.TEXTS, "that hold a token of this name", "token:exec_args"),
    Key("error", Takes.NAMES, "that returned this error, or 255 and this value, as programs do", "error:ENOENT,EPERM"),
    Key("returned", Takes.NUMBERS, "that returned this value; from illumos, 64 bits or their low half", "returned:-1"),
    Key("sequence", Takes.NUMBERS, "with this sequence number", "sequence:1000.."),
)

WORDS = (
    Word("failed", "whose act failed"),
    Word("succeeded", "whose act succeeded"),
    Word("damaged", "of which not every byte could be made out"),
    Word("attributable", "with a subject that has an audit user"),
    Word("nonattributable", "with none, or marked so by the kernel"),
)

KEY_OF_NAME = {key.name: key for key in KEYS}
WORD_NAMES = frozenset(word.name for word in WORDS)
OPERATORS = frozenset(("and", "or", "not"))
