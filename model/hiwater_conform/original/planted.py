"""Faults that are planted into a temporary copy of the original, each of which the comparison must find and blame.

An edit names a line of audit_io.c and the few tokens that change in it; the file's text is not here. Not good for:
showing that the comparison finds *every* fault; it shows that these kinds do not pass.
"""

from collections.abc import Callable
from typing import NamedTuple

from hiwater_model.configuration import Profile

Edit = Callable[[list[str]], None]
"""Changes a list of lines in place; line 1 is at index 0."""


class NotThere(ValueError):
    """The line does not hold what the edit replaces: this is another revision of the file."""


class Planted(NamedTuple):
    """One fault: its name, what it breaks in words, the clauses of which one is to be blamed, and the edits.

    `profile` is the one compared with; the history's unset return value is a fault only against later illumos.
    """

    name: str
    what: str
    clauses: tuple[str, ...]
    edits: tuple[Edit, ...]
    profile: Profile = Profile.GIVEN

    def into(self, text: str) -> str:
        """The text of the file with this fault. Raises NotThere for another revision."""
        lines = text.split("\n")
        for edit in self.edits:
            edit(lines)
        return "\n".join(lines)


def _put(line: int, old: str, new: str) -> Edit:
    def edit(lines: list[str]) -> None:
        if old not in lines[line - 1]:
            raise NotThere(f"line {line} does not hold {old!r}")
        lines[line - 1] = lines[line - 1].replace(old, new, 1)

    return edit


def _leave_out(first: int, last: int | None = None) -> Edit:
    def edit(lines: list[str]) -> None:
        for line in range(first, (last or first) + 1):
            lines[line - 1] = ""
        lines[first - 1] = ";"

    return edit


def _swap(one: int, other: int) -> Edit:
    def edit(lines: list[str]) -> None:
        lines[one - 1], lines[other - 1] = lines[other - 1], lines[one - 1]

    return edit


PLANTED = (
    Planted(
        "first-after-first", "a fragment after FIRST is FIRST again", ("TABLE-01",), (_put(67, "MIDDLE", "FIRST"),)
    ),
    Planted("no-last", "the last fragment is COMPLETE", ("TABLE-02",), (_put(69, "LAST", "COMPLETE"),)),
    Planted("null-token-falls-through", "a null token is appended", ("WRITE-03",), (_leave_out(90),)),
    Planted("token-linked", "a token is linked, not packed", ("WRITE-05",), (_put(96, "AU_PACK", "AU_LINK"),)),
    Planted("descriptor-kept", "a closed descriptor keeps its chain", ("CLOSE-02",), (_leave_out(117),)),
    Planted(
        "exit-defers",
        "only _exit defers, nothing else",
        ("CLOSE-03", "CLOSE-04"),
        (_put(124, "!= SYS_exit", "== SYS_exit"),),
    ),
    Planted("deferred-first-lost", "a third deferred record is lost", ("DEFER-06",), (_leave_out(187),)),
    Planted(
        "time-not-asked-for",
        "the present time is not asked for",
        ("DEFER-04", "DEFER-05", "DEFER-06"),
        (_leave_out(166),),
    ),
    Planted("seconds-twice", "the 32-bit time holds seconds twice", ("TIME-03",), (_put(219, "tv_nsec", "tv_sec"),)),
    Planted("boot-is-tossed", "the boot event alone is tossed", ("RECORD-03",), (_put(262, "!=", "=="),)),
    Planted("init-closes-nothing", "INIT_AUDIT makes no records", ("RECORD-03",), (_put(257, "AUC_INIT_AUDIT", "0"),)),
    Planted("trailer-of-eight", "the trailer is counted as 8 bytes", ("RECORD-07",), (_put(292, "7", "8"),)),
    Planted("sequence-of-four", "the sequence is counted as 4 bytes", ("RECORD-08",), (_put(296, "5", "4"),)),
    Planted(
        "host-not-counted",
        "the type of the host address is not counted",
        ("RECORD-05",),
        (_put(278, "sizeof (int32_t) +", ""),),
    ),
    Planted("time-given-as-short", "a given time is written in 32 bits", ("RECORD-11",), (_put(316, "1", "0"),)),
    Planted("sequence-packed", "the sequence token is packed", ("RECORD-14",), (_put(335, "AU_LINK", "AU_PACK"),)),
    Planted("bytes-not-counted", "totalsize does not grow", ("RECORD-17", "RECORD-16"), (_leave_out(361),)),
    Planted("full-is-one-more", "a writer passes at high water", ("ENQ-03", "BLOCK-01"), (_put(374, ">=", ">"),)),
    Planted("sequence-stands-still", "the sequence number does not grow", ("ENQ-05",), (_leave_out(388),)),
    Planted("reader-woken-early", "the reader is woken at low water", ("ENQ-08",), (_put(399, "cnt) >", "cnt) >="),)),
    Planted("reader-not-woken", "a broadcast is left out: queueing does not wake", ("ENQ-08",), (_leave_out(401),)),
    Planted("counter-under-lock", "enqueue is counted before the unlock", ("ENQ-09", "ENQ-10"), (_swap(403, 406),)),
    Planted("rest-freed", "the records behind the last are freed too", ("DEQ-03", "DEQ-06"), (_leave_out(436),)),
    Planted("writers-woken-late", "writers are woken below low water only", ("DEQ-05",), (_put(442, "<=", "<"),)),
    Planted("writers-not-woken", "a broadcast is left out: dequeueing does not wake", ("DEQ-05",), (_leave_out(444),)),
    Planted("halt-policy-drops", "AHLT drops instead of CNT", ("BLOCK-01",), (_put(475, "AUDIT_CNT", "AUDIT_AHLT"),)),
    Planted("reader-not-kicked", "a full queue does not kick the reader", ("BLOCK-03",), (_leave_out(486),)),
    Planted("sleeper-not-counted", "a sleeping writer is not counted", ("BLOCK-05",), (_leave_out(492),)),
    Planted(
        "woken-at-high-water", "a woken writer goes on at high water", ("BLOCK-06", "BLOCK-05"), (_put(495, ">=", ">"),)
    ),
    Planted("async-one-more", "an asynchronous record passes at high water", ("ABLOCK-01",), (_put(513, ">=", ">"),)),
    Planted(
        "interrupt-is-retried",
        "EINTR is retried instead of EAGAIN",
        ("DOOR-03", "DOOR-04"),
        (_put(555, "EAGAIN", "4"),),
    ),
    Planted("again-lock-kept", "a lock is not left after the wait", ("DOOR-04", "LOCK-01"), (_leave_out(564),)),
    Planted(
        "null-reply-is-fine", "a null reply counts as success", ("DOOR-06", "IO-08", "IO-09"), (_put(571, "-1", "0"),)
    ),
    Planted(
        "message-unmarked",
        "control messages are not marked as such",
        ("MSG-04", "DOOR-02"),
        (_put(606, "AU_DBUF_NOTIFY |", ""),),
    ),
    Planted(
        "new-size-read-twice",
        "history: the buffer size is read twice",
        ("IO-01",),
        (_put(654, "new_sz", "kctx->auk_queue.bufsz"),),
    ),
    Planted(
        "unset-result", "history: the result of an empty drain is never set", ("IO-11", "IO-02"), (), Profile.LATER
    ),
    Planted(
        "piece-at-the-start",
        "copying begins one byte late",
        ("IO-03", "IO-04", "IO-05", "DOOR-02"),
        (_put(661, "0", "1"),),
    ),
    Planted("negative-is-success", "a negative result of the door is success", ("IO-08",), (_put(705, "!=", ">"),)),
    Planted(
        "offset-kept",
        "the buffer is not emptied after it was sent",
        ("IO-10", "IO-04", "IO-05"),
        (_put(719, "0", "off / 2"),),
    ),
    Planted("jump-stays-set", "ERRJMP is not cleared", ("DONE-01",), (_leave_out(741),)),
    Planted("partial-kept", "the partial record is not tossed", ("DONE-02",), (_leave_out(747),)),
    Planted(
        "count-policy-halts", "AHLT is not looked at, PERZONE is", ("DROP-02",), (_put(768, "AUDIT_AHLT", "0x1000"),)
    ),
    Planted("one-sync", "the disks are synced once", ("DROP-03",), (_leave_out(782),)),
    Planted(
        "halves-exchanged",
        "success is asked for, failure selects",
        ("START-02", "START-01"),
        (_put(810, "AUM_SUCC", "AUM_FAIL"),),
    ),
    Planted("label-not-set", "the jump label is not stored", ("START-03",), (_leave_out(819),)),
    Planted(
        "attributable",
        "asynchronous events are not marked",
        ("FINISH-01", "DEFER-05"),
        (_put(838, "PAD_NONATTR|", ""),),
    ),
    Planted(
        "exit-keeps-its-time",
        "EXITPROM keeps the saved time",
        ("BACK-03", "RECORD-11", "ENQ-04"),
        (_put(871, "==", "<"),),
    ),
    Planted("softcall-counted-once", "nonattrib does not grow", ("BACK-04",), (_leave_out(880),)),
)
"""At least one for each function of the file; the two called history were in this very file once."""
