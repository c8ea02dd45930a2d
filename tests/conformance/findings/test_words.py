"""The story of a run in words: every kind of step, point and event has its sentence."""

import pytest

from hiwater_conform.findings import Finding, all_findings, finding_named, replay
from hiwater_conform.findings.event_words import event_in_words
from hiwater_conform.findings.names import POLICIES, bits_in_words, bytes_in_words, places_in_words
from hiwater_conform.findings.story import tell
from hiwater_conform.findings.words import step_in_words, wait_in_words
from hiwater_conform.model_adapter import ModelAdapter
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
        (["join", "zone_shutdown:join", "reader", 1], "waits for the reader to end of zone1 (zone_shutdown:join)"),
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


def test_names() -> None:
    """Bits have names, long bytes are cut, and the file's name stands once."""
    assert bits_in_words(0x10201, POLICIES) == "CNT + SCNT + 0x10000"
    assert bits_in_words(0, POLICIES) == "none"
    assert bytes_in_words("00" * 30) == "00" * 24 + "… (30 bytes)"
    assert places_in_words([277, 284, "output:lock"]) == "audit_io.c:277, 284, output:lock"


@pytest.mark.parametrize("finding", all_findings(), ids=lambda finding: finding.id)
def test_every_finding_can_be_told(finding: Finding) -> None:
    """Each note, the reason and the classification stand in the story."""
    story = "\n".join(tell(replay(finding, ModelAdapter())))
    for sentence in (finding.title, finding.why, finding.classification.value, *finding.notes.values()):
        assert sentence in story
    assert "NO LONGER" not in story


def test_walks_are_told_in_one_line() -> None:
    """Steps in which a thread only goes from point to point are one line."""
    assert " 3-11  user0 goes on 9 times, past audit_io.c:277, 284" in "\n".join(
        tell(replay(finding_named("Q9"), ModelAdapter()))
    )
