"""The vectors of daemon and record format: our implementations give what they say, and broken ones do not."""

import json
from io import BytesIO

import pytest

from hiwater_conform.vectors import buffers, hostile
from hiwater_conform.vectors.buffers import BuffersVector, Outcome, Tossed
from hiwater_conform.vectors.hostile import HostileVector
from hiwater_conform.vectors.stored import BUFFERS, HOSTILE, lines_of, read_manifest, shipped_folder
from hiwater_conform.wire_values import NotThisForm
from hiwater_impl.daemon.reassembly import Reassembly, Toss
from hiwater_impl.records.record import FileToken, Piece, Record
from hiwater_impl.records.trail import pieces
from hiwater_model.constants import LAST
from hiwater_model.records import Reason


def _lines(file: str) -> list[str]:
    folder = shipped_folder()
    listed = next(one for one in read_manifest(folder).files if one.file == file)
    return [line for _where, line in lines_of(folder, listed)]


SEQUENCES = [buffers.vector_from_wire(json.loads(line)) for line in _lines(BUFFERS)]
TRAILS = [hostile.vector_from_wire(json.loads(line)) for line in _lines(HOSTILE)]


class Forgetful(Reassembly):
    """It takes a last piece without a beginning for a record."""

    def receive(self, kind: int, payload: bytes | memoryview) -> bytes | bytearray | memoryview | None:
        """An orphan is delivered."""
        return payload if kind == LAST and self._held is None else super().receive(kind, payload)


def collected(vector: BuffersVector, daemon: type[Reassembly] = Reassembly) -> Outcome:
    """What a daemon of ours makes of the buffers."""
    tossed: list[Tossed] = []
    reassembly = daemon(lambda why, payload: tossed.append(Tossed(why.value, bytes(payload))))
    came = [reassembly.receive(one.type, one.payload) for one in vector.buffers]
    return Outcome(tuple(bytes(record) for record in came if record is not None), tuple(tossed))


@pytest.mark.parametrize("vector", SEQUENCES, ids=lambda one: one.id)
def test_our_daemon_makes_the_records_of(vector: BuffersVector) -> None:
    """And tosses what it must, for the same reasons; what is forbidden it does not deliver."""
    outcome = collected(vector)
    assert outcome == vector.outcome
    assert outcome.records != vector.forbidden


def test_a_daemon_that_delivers_orphans_is_caught() -> None:
    """It delivers exactly what one of the vectors forbids."""
    wrong = [one for one in SEQUENCES if collected(one, Forgetful).records != one.outcome.records]
    assert any(collected(one, Forgetful).records == one.forbidden for one in wrong)
    assert all(one.clauses == ("DAEMON-02",) for one in wrong)


def test_every_way_to_toss_is_among_them() -> None:
    """But that of a record longer than any, whose vector would be too long."""
    reasons = {tossed.why for one in SEQUENCES for tossed in one.outcome.tossed}
    assert reasons == {one.value for one in Toss} - {Toss.BEYOND_LONGEST.value}


def _kind(piece: Piece) -> str:
    return "record" if isinstance(piece, Record) else "file" if isinstance(piece, FileToken) else "skipped"


@pytest.mark.parametrize("vector", TRAILS, ids=lambda one: one.id)
def test_our_codec_cuts_the_trail_of(vector: HostileVector) -> None:
    """Into the same pieces, with the same damage."""
    seen = [
        (_kind(piece), piece.start, piece.end, [(*one[:3], one.kept.hex()) for one in piece.damage])
        for piece in pieces(BytesIO(vector.trail))
    ]
    assert seen == [
        (one["kind"], one["start"], one["end"], [tuple(damage.values()) for damage in one["damage"]])
        for one in vector.pieces
    ]


def test_every_reason_is_in_one() -> None:
    """Of damage; and a trail without any."""
    reasons = {damage["reason"] for one in TRAILS for piece in one.pieces for damage in piece["damage"]}
    assert reasons == {str(one) for one in Reason}
    assert any(one.trail and not any(piece["damage"] for piece in one.pieces) for one in TRAILS)


def test_what_is_changed_is_found() -> None:
    """In a sequence, and in a trail."""
    assert buffers.problem_of_buffers(SEQUENCES[1]._replace(outcome=Outcome((), ()))) is not None
    assert buffers.problem_of_buffers(SEQUENCES[1]._replace(forbidden=SEQUENCES[1].outcome.records)) is not None
    assert buffers.problem_of_buffers(SEQUENCES[1]._replace(clauses=("DAEMON-02",))) is not None
    assert hostile.problem_of_hostile(TRAILS[-1]._replace(pieces=[])) is not None


@pytest.mark.parametrize("line", ["[]", "{}", '{"id":1}'])
def test_what_has_another_form_is_refused(line: str) -> None:
    """With the form that is needed."""
    with pytest.raises(NotThisForm):
        buffers.vector_from_wire(json.loads(line))
    with pytest.raises(NotThisForm):
        hostile.vector_from_wire(json.loads(line))
