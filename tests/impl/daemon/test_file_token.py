"""File tokens and names of trail files are those of the reference."""

from pathlib import Path

import pytest

from hiwater_impl.daemon.file_token import file_token, token_length
from hiwater_impl.daemon.names import closed_path, open_name, start_of
from hiwater_impl.records.encoding.records import piece_bytes
from hiwater_impl.records.record import FileToken
from hiwater_impl.records.trail import pieces

BILLION = 1_000_000_000


@pytest.mark.parametrize("name", ["", "x", "/var/audit/20261122000000.not_terminated.host", "/var/ö"])
@pytest.mark.parametrize(("seconds", "token"), [(BILLION, "file32"), (2**31 - 1, "file32"), (2**31, "file64")])
def test_as_the_codec_writes_and_reads_it(tmp_path: Path, name: str, seconds: int, token: str) -> None:
    """The bytes are those of the codec, in either width, and framing reads them as a file token."""
    octets = file_token(seconds * BILLION + 250_000_999, name)
    values = {"token": token, "seconds": seconds, "subseconds": 250_000, "name": name}
    assert octets == _encoded(values)
    (tmp_path / "trail").write_bytes(octets)
    (piece,) = pieces(tmp_path / "trail")
    assert isinstance(piece, FileToken)
    assert piece.octets == octets
    assert token_length(octets + b"\x14") == len(octets)
    assert all(token_length(octets[:length]) is None for length in range(1, len(octets)))


def _encoded(values: dict[str, object]) -> bytes:
    return piece_bytes({"tokens": [values]})


def test_the_bytes_of_the_reference() -> None:
    """The two narrow tokens that the reference spells out (bsm-records.md 7.5)."""
    time = BILLION * BILLION + 250_000_000
    assert file_token(time, "").hex() == "113b9aca000003d090000100"
    assert file_token(time, "x").hex() == "113b9aca000003d09000027800"


def test_names(tmp_path: Path) -> None:
    """`start.not_terminated.host`, and `start.end.host` that is free and ends no earlier than it starts."""
    name = open_name(BILLION, "host.example")
    assert name == "20010909014640.not_terminated.host.example"
    assert start_of(name, "host.example") == BILLION
    assert start_of(name, "host") is None
    assert start_of("20011309014640.not_terminated.h", "h") is None
    assert start_of("20010909014640.20010909014640.h", "h") is None
    first = closed_path(tmp_path, BILLION, BILLION - 5, "h")
    assert first.name == "20010909014640.20010909014640.h"
    first.touch()
    assert closed_path(tmp_path, BILLION, BILLION, "h").name == "20010909014640.20010909014641.h"
