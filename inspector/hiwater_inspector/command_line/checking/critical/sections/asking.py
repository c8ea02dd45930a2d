"""au_door_upcall and au_doormsg: a buffer goes through the door, and a code comes back (audit_io.c:523-611)."""

from hiwater_check.contracts.about import about
from hiwater_impl.pipeline import upcall
from hiwater_impl.pipeline.upcall import door_message, door_upcall
from hiwater_inspector.command_line.checking.critical.both import both
from hiwater_inspector.command_line.checking.critical.modelled import Begin
from hiwater_inspector.command_line.checking.critical.passage import End
from hiwater_inspector.command_line.checking.critical.shipped import Section
from hiwater_inspector.command_line.checking.critical.situation import Others, chosen
from hiwater_model import steps
from hiwater_model.constants import EAGAIN
from hiwater_model.reader import door

_PAYLOAD = b"buffer"
_CODES = (0, 1, -1, EAGAIN, 2**31 - 1, -(2**31))


def _asks() -> tuple[Section, Begin]:
    return (
        lambda thread, context: door_upcall(thread, context, 2, _PAYLOAD),
        lambda draft: door.begin(draft, 0, 2, _PAYLOAD, "DOOR-01", "DOOR-01"),
    )


@about("DOOR-01 DOOR-02 DOOR-03 DOOR-04 DOOR-05 DOOR-06", door_upcall)
def door_answers(error: int, other_error: int, new_door: int) -> End:
    """EAGAIN sleeps and asks again, whichever door is there then; any other error ends it; no reply buffer gives -1.

    post: __return__ == _expected(error, other_error)
    """
    others = Others({("timed", 561): {"door": new_door}}, [(error, None), (other_error, None)])
    return both("reader", {}, others, *_asks())


def _expected(error: int, other_error: int) -> End:
    last = other_error if error == EAGAIN else error
    return ("stays",) if last == EAGAIN else ("returned", last or -1)


@about("DOOR-05 DOOR-07", door_upcall, upcall._code)
def door_replies(which: int) -> End:
    """The first word of the reply is what the upcall gives; the words are enumerated.

    pre: 0 <= which < 6
    post: __return__ == ("returned", chosen(which, *_CODES))
    """
    return both("reader", {}, Others(answers=[(0, chosen(which, *_CODES))]), *_asks())


@about("DOOR-07", door_upcall, upcall._code)
def door_replies_nothing(sequence: int) -> End:
    """An empty reply leaves the size that was sent, which passes for an error.

    post: __return__ == ("returned", len(_PAYLOAD))
    """
    return both("reader", {"sequence": sequence}, Others(answers=[(0, "unchanged")]), *_asks())


@about("DOOR-02 DOOR-08", door_upcall)
def door_goes_away(there: bool, door_number: int) -> End:
    """The door is the one that is there once the lock is held; none is no defined act.

    post: (__return__[0] == "undefined") == (not there)
    """
    others = Others({("enter", 550): {"door": door_number if there else None}}, [(0, 0)])
    return both("reader", {}, others, *_asks())


@about("MSG-01 MSG-02 MSG-03 MSG-04", door_message)
def message_is_sent(code: int, error: int) -> End:
    """au_doormsg: a policy or a shutdown is sent; an unknown code gives 1.

    pre: error != EAGAIN
    post: __return__ == ("returned", (error or -1) if code == 1 or code == 2 else 1)
    """
    others = Others(answers=[(error, None)])
    return both(
        "user",
        {},
        others,
        lambda thread, context: door_message(thread, context, code, 0x1281),
        steps.AuDoormsg(0, code, 0x1281),
    )
