"""The story of a run in words: every kind of step, point and event has its sentence."""

import pytest

from hiwater_conform.findings import Finding, all_findings, finding_named, replay
from hiwater_conform.model_adapter import ModelAdapter
from hiwater_conform.telling import told
from hiwater_conform.telling.event_words import event_in_words
from hiwater_conform.telling.names import (
    POLICIES,
    bits_in_words,
    bytes_in_words,
    chain_in_words,
    places_in_words,
)
from hiwater_conform.telling.words import call_in_words, changes_in_words, step_in_words, wait_in_words
from hiwater_conform.wire_values import Wire


@pytest.mark.parametrize(
    ("event", "words"),
    [
        ({"event": "jumped", "thread": "user0"}, "user0 jumps to its label"),
        ({"event": "synced"}, "the disks are synced"),
        ({"event": "freed", "lengths": [26, 5]}, "31 bytes in 2 membufs are freed"),
        (
            {"event": "broadcast", "zone": 0, "condition": "read", "woke": []},
            "read_cv of zone0 is broadcast: nobody sleeps",
        ),
        ({"event": "halted", "reason": "softcalls", "line": None}, "the machine halts: softcalls"),
        ({"event": "returned", "thread": "user0", "function": "au_close", "value": None}, "au_close returns to user0"),
        ({"event": "assertion", "line": 739}, "the assertion at audit_io.c:739 fails"),
    ],
)
def test_events(event: dict[str, Wire], words: str) -> None:
    """An event is one sentence without a full stop."""
    assert event_in_words(event) == words


@pytest.mark.parametrize(
    ("wait", "words"),
    [
        (["idle"], "is idle"),
        (["asleep", 493, "write_cv", 0], "sleeps on write_cv of zone0 (audit_io.c:493)"),
        (["join", "zone_shutdown:join", "reader", 1], "waits for the reader of zone1 to end (zone_shutdown:join)"),
        (["memory", 302, "membuf", None], "wants memory for a membuf (audit_io.c:302)"),
    ],
)
def test_waits(wait: list[Wire], words: str) -> None:
    """A thread's point is said with its place."""
    assert wait_in_words(wait) == words


def test_going_on() -> None:
    """A thread that goes on does the thing it stood before."""
    step = {"step": "run", "thread": "user0"}
    waits: dict[str, Wire] = {"user0": ["enter", 372, "queue lock", 0]}
    assert step_in_words(step, waits) == "user0 goes on, taking the queue lock of zone0 (audit_io.c:372)"


@pytest.mark.parametrize(
    ("chain", "words"),
    [
        (["2800026100"], 'text "a"'),
        (["280002", "6100"], 'text "a"'),
        (["28001b" + "61" * 26 + "00"], 'text "aaaaaaaaaaaaaaaa…" (30 bytes)'),
        (["28000200"], "28000200"),  # its length is wrong
        (["280002ff00"], "280002ff00"),  # no ASCII
        (["2800020a00"], "2800020a00"),  # a line break
        (["", "78"], "nothing | 78"),
    ],
)
def test_chains(chain: list[str], words: str) -> None:
    """A text token is said as its text, any other chain as its membufs."""
    assert chain_in_words(chain) == words


def test_usual_arguments_are_not_said() -> None:
    """The thread's own descriptor, no modifier and no given time go without saying; anything else is said."""
    step = {"step": "call", "thread": "user0", "function": "au_close", "zone": 0, "descriptor": "thread", "flag": 1}
    usual, other = {"event": 6, "modifier": 0, "time": None}, {"event": 6, "modifier": 0x40, "time": [1, 2]}
    assert call_in_words(step | usual) == "au_close(zone 0, flag AU_OK, event 6)"
    assert call_in_words(step | {"descriptor": "local"} | other) == (
        "au_close(zone 0, its local descriptor, flag AU_OK, event 6, modifier 64, time [1,2])"
    )


def test_names() -> None:
    """Bits have names, long bytes are cut, and the file's name stands once."""
    assert bits_in_words(0x10201, POLICIES) == "CNT + SCNT + 0x10000"
    assert bits_in_words(0, POLICIES) == "none"
    assert bytes_in_words("00" * 30) == "00" * 12 + "… (30 bytes)"
    assert places_in_words([277, 284, "output:lock"]) == "audit_io.c:277, 284, output:lock"


@pytest.mark.parametrize(
    ("changed", "line"),
    [
        ({"timers": [[20, "kick", 0]]}, "machine: timers kick of zone0 at tick 20"),
        ({"timers": []}, "machine: timers none"),
        ({"softcalls": [["free"]]}, "machine: softcalls free a chain"),
        (
            {"softcalls": [["finish", 153, 0, 3, [0, 0], ["2800026100"]]]},
            'machine: softcalls finish event 153, text "a"',
        ),
        ({"user0.deferred": [[6, 0, 1, [0, 0], ["2800026100"]]]}, 'user0: deferred event 6, text "a"'),
    ],
)
def test_lists_that_change(changed: dict[str, Wire], line: str) -> None:
    """Timers, softcalls and deferred records are said one by one."""
    assert list(changes_in_words(changed, {})) == [line]


@pytest.mark.parametrize("finding", all_findings(), ids=lambda finding: finding.id)
def test_every_finding_can_be_told(finding: Finding) -> None:
    """Each note, the reason and the classification stand in the story."""
    story = "\n".join(told(replay(finding, ModelAdapter())))
    for sentence in (finding.title, finding.why, finding.classification.value, *finding.notes.values()):
        assert sentence in story
    assert "NO LONGER" not in story


def test_walks_are_told_in_one_line() -> None:
    """Steps in which a thread only goes from point to point are one line."""
    assert " 3-11  user0 goes on 9 times, past audit_io.c:277, 284" in "\n".join(
        told(replay(finding_named("Q9"), ModelAdapter()))
    )
