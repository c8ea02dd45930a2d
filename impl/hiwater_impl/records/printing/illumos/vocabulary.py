"""The fixed words of illumos praudit, by the formats of presentation.json; each list is in the order of the numbers."""

from collections.abc import Mapping

NUMBERS_OF_A_BYTE = [b"%d" % (number - 256 if number > 127 else number) for number in range(256)]

IPC_KINDS = [b"0", b"msg", b"sem", b"shm", *NUMBERS_OF_A_BYTE[4:]]
"""What praudit prints for another number is not defined; the number stands here."""

WORDS: Mapping[str, list[bytes]] = {
    "ipc_kind": IPC_KINDS,
    "print_code": [b"binary", b"octal", b"decimal", b"hexadecimal", b"string", b"unknown print suggestion"],
    "unit_code": [b"byte", b"short", b"int32", b"int64", b"unknown basic unit type"],
    "privilege_used": [b"failed use of priv", b"successful use of priv"],
    "terminal_kind": [b"", b"ip"],
    "ace_type": [b"allow", b"deny", b"audit", b"alarm", b"unknown"],
}
"""Formats that print a word for a number; the last word stands for all numbers beyond it."""

MODIFIERS = [b"rd", b"wr", b"sp", b"fp", b"na", b"fe"]
ACL_WORDS = [b"mask", b"other", b"unrecognized"]
ACE_FLAG_WORDS = [b"owner@:", b"group@:", b"group:", b"everyone@:", b"user:"]
ACE_PERMISSIONS = [
    b"list_directory/read_data",
    b"add_file/write_data",
    b"add_subdirectory/append_data",
    b"read_xattr",
    b"write_xattr",
    b"execute",
    b"delete_child",
    b"read_attributes",
    b"write_attributes",
    b"delete",
    b"read_acl",
    b"write_acl",
    b"write_owner",
    b"synchronize",
]
ACE_LETTERS = b"rAwBxFpCdJDGaHAIRDWEcKCLoMsN"
"""In their order a letter and, from A on, the place of its permission in the list above."""

NO_EVENT = b"invalid event number"


def modifiers() -> list[bytes]:
    """The text of each of the 64 sums of known modifiers."""
    return [b":".join(word for bit, word in enumerate(MODIFIERS) if known >> bit & 1) for known in range(64)]
