"""Trails over HTTP, in process: rows, records tiled by tokens, filters, exports, growth, uploads, hostile bytes."""

import gzip
import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from hiwater_impl.records.decoding.names import Names
from hiwater_inspector.command_line import main
from hiwater_inspector.web.inspector import Inspector
from hiwater_inspector.web.security.admission import Admission
from hiwater_inspector.web.shown import Shown
from hiwater_inspector.web.trails.exporting import found_at
from hiwater_inspector.web.trails.finding import Searches
from hiwater_inspector.web.trails.routes import router
from hiwater_inspector.web.trails.store import Trails
from hiwater_inspector.web.trails.tokens import visible

DATA = Path(__file__).parents[2] / "data" / "bsm"
ALL = sorted(DATA.glob("*.bsm"))
TRAIL = DATA / "illumos-kernel-trail.bsm"


class Asking:
    """One trail, asked over HTTP."""

    def __init__(self, path: Path) -> None:
        self.trails = Trails([path], upload_bytes_most=200_000)
        app = FastAPI()
        self.searches = Searches(Names())
        app.include_router(router(self.trails, self.searches))
        self.client = TestClient(app)
        self.trail = self.trails.all()[0]
        self.trail.wait(60)

    def get(self, path: str, **parameters: Any) -> Any:
        """The answer's JSON; asserts that there is one."""
        answer = self.client.get(f"/api/trails/{self.trail.id}{path}", params=parameters)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def rows(self, text: str = "", n: int = 500) -> list[dict[str, Any]]:
        """Rows of a filter, when it has gone through the trail."""
        deadline = time.monotonic() + 20
        while True:
            found = self.get("/rows", n=n, filter=text)
            if found["done"]:
                rows: list[dict[str, Any]] = found["rows"]
                return rows
            assert time.monotonic() < deadline
            time.sleep(0.01)


@pytest.fixture
def asking() -> Iterator[Asking]:
    """A trail of 400 records."""
    asking = Asking(TRAIL)
    yield asking
    asking.searches.close()
    asking.trails.close()


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_every_piece_is_told_and_its_tokens_tile_it(path: Path) -> None:
    """Pieces tile the trail, tokens their piece, fields their token, and praudit's lines are there."""
    asking = Asking(path)
    state = asking.get("")
    assert state["done"]
    assert state["size"] == path.stat().st_size
    rows = asking.rows()[:60]
    assert [row["place"] for row in rows] == list(range(len(rows)))
    assert [row["offset"] for row in rows] == [0, *(row["offset"] + row["length"] for row in rows[:-1])]
    for row in rows:
        record = asking.get(f"/piece/{row['offset'] + row['length'] - 1}")
        assert record["kind"] == row["kind"]
        if row["kind"] == "record":
            assert record == asking.get(f"/record/{row['number']}")
        assert (record["offset"], record["length"]) == (row["offset"], row["length"])
        place = record["offset"]
        for token in record["tokens"]:
            assert token["offset"] == place
            fields = token["fields"]
            assert sum(field["length"] for field in fields) == token["length"]
            assert [field["offset"] for field in fields] == sorted(field["offset"] for field in fields)
            place += token["length"]
        assert place == record["offset"] + record["length"]
        assert bool(record["text"]) == (row["kind"] != "skipped")
    asking.trails.close()


def test_bytes_are_those_of_the_file(asking: Asking) -> None:
    """Any stretch, fewer at the end, at most so many at once."""
    whole = TRAIL.read_bytes()
    for offset, length in ((0, 64), (1000, 3), (len(whole) - 10, 100), (len(whole) + 5, 10)):
        answer = asking.client.get(f"/api/trails/{asking.trail.id}/bytes", params={"off": offset, "len": length})
        assert answer.content == whole[offset : offset + length]
    refused = asking.client.get(f"/api/trails/{asking.trail.id}/bytes", params={"off": 0, "len": 262_145})
    assert refused.status_code == 422


def test_a_byte_leads_to_its_record_its_field_and_back(asking: Asking) -> None:
    """The path of a failed open, found in the bytes."""
    offset = asking.get("/find", what="/etc/shadow")["offset"]
    number = asking.get(f"/at/{offset}")["number"]
    field = asking.get("/field", off=offset, len=1)
    assert field["name"] == "path.path"
    assert field["value"] == "/etc/shadow"
    assert field["check"] == "ends in NUL"
    assert number in {row["number"] for row in asking.rows(field["filter"])}
    assert asking.get("/find", what="ff ff ff fe", form="hex")["offset"] == TRAIL.read_bytes().find(b"\xff\xff\xff\xfe")
    assert asking.get("/find", what="not in there")["offset"] is None


@pytest.mark.parametrize("text", ["failed", "event:open* and failed", "path:/etc/*", "not succeeded", "token:arg32"])
def test_a_filter_finds_what_the_command_finds(asking: Asking, text: str, capfd: pytest.CaptureFixture[str]) -> None:
    """The same grammar, the same records; the export is what the command prints."""
    main(["decode", "--json", "--quiet", str(TRAIL), "--select", text])
    printed = capfd.readouterr().out
    rows = asking.rows(text)
    assert len(rows) == len(printed.splitlines())
    exported = asking.client.get(f"/api/trails/{asking.trail.id}/export", params={"form": "json", "filter": text})
    assert exported.text == printed
    assert exported.headers["content-disposition"].startswith("attachment")
    raw = asking.client.get(f"/api/trails/{asking.trail.id}/export", params={"form": "bsm", "filter": text})
    whole = TRAIL.read_bytes()
    assert raw.content == b"".join(whole[row["offset"] : row["offset"] + row["length"]] for row in rows)


@pytest.mark.parametrize("form", ["praudit", "json", "xml", "text"])
def test_every_form_can_be_exported(asking: Asking, form: str) -> None:
    """With something in it."""
    answer = asking.client.get(f"/api/trails/{asking.trail.id}/export", params={"form": form})
    assert len(answer.content) > 10_000


@pytest.mark.parametrize("form", ["hex", "c", "python", "json", "praudit"])
def test_bytes_can_be_copied(asking: Asking, form: str) -> None:
    """Python's reads back as the same bytes, JSON as a record of the event."""
    row = asking.rows()[2]
    span = {"off": row["offset"], "len": row["length"], "form": form}
    text = asking.client.get(f"/api/trails/{asking.trail.id}/copy", params=span).text
    octets = TRAIL.read_bytes()[row["offset"] : row["offset"] + row["length"]]
    if form == "python":
        assert text == repr(octets)
    elif form == "hex":
        assert bytes.fromhex(text) == octets
    elif form == "json":
        assert json.loads(text)["event_name"] == "AUE_OPEN_R"
    elif form == "praudit":
        assert text.startswith("header,154,2,open(2)")
    else:
        assert text.count("0x") == len(octets)


def test_a_wrong_filter_is_told_with_its_place(asking: Asking) -> None:
    """As on the command line."""
    answer = asking.client.get(f"/api/trails/{asking.trail.id}/rows", params={"filter": "nosuch:1"})
    assert answer.status_code == 422
    assert "^" in answer.json()["detail"]


@pytest.mark.parametrize(
    "path",
    [
        "/record/400",
        "/record/-1",
        "/at/999999999",
        "/field?off=999999999",
        "/export?form=exe",
        "/find?what=zz&form=hex",
    ],
)
def test_what_is_not_there_is_told(asking: Asking, path: str) -> None:
    """4xx and a sentence; a byte behind the end belongs to no record."""
    answer = asking.client.get(f"/api/trails/{asking.trail.id}{path}")
    assert answer.status_code in (404, 422) or answer.json() == {"offset": None, "number": None}


def test_damage_is_shown_in_place_with_its_reason(tmp_path: Path) -> None:
    """A token of no known id: the records around it stay, its bytes are shown and the map knows of it."""
    octets = bytearray(TRAIL.read_bytes())
    whole = Asking(TRAIL)
    token = whole.get("/record/5")["tokens"][1]
    octets[token["offset"]] = 0xEE
    broken = tmp_path / "broken.bsm"
    broken.write_bytes(octets)
    asking = Asking(broken)
    assert asking.get("")["records"] == 400
    record = asking.get("/record/5")
    assert "0xee" in record["damage"][0]["reason"]
    assert record["damage"][0]["offset"] == token["offset"]
    assert any(one["damage"] for one in record["tokens"])
    assert sum(one["damage"] for one in asking.get("/minimap", bins=16)["bins"]) == 1
    assert [row["number"] for row in asking.rows("damaged")] == [5]
    whole.trails.close()
    asking.trails.close()


NOISE = bytes([0xFE, 0x01, 0x02]) * 50


def test_what_stands_between_records_has_its_rows(tmp_path: Path) -> None:
    """Two files with bytes that are no record before, between and behind them: each piece in its place, with words."""
    octets = TRAIL.read_bytes()
    path = tmp_path / "joined.bsm"
    path.write_bytes(NOISE + octets + NOISE + octets + NOISE)
    asking = Asking(path)
    state = asking.get("")
    assert (state["pieces"], state["records"], state["files"]) == (807, 800, 4)
    rows = [*asking.rows(), *asking.get("/rows", first=500, n=500)["rows"]]
    others = [(row["place"], row["kind"]) for row in rows if row["number"] is None]
    gaps, files = [0, 403, 806], [1, 402, 404, 805]
    assert others == sorted([(place, "skipped") for place in gaps] + [(place, "file") for place in files])
    assert [row["number"] for row in rows if row["kind"] == "record"] == list(range(800))
    for place in gaps:
        assert rows[place]["damage"] == "150 bytes that are no record are skipped"
    for place in files:
        assert rows[place]["event"].startswith("file")
        assert rows[place]["time"].startswith("20")
    assert len(asking.rows("not failed or failed")) == 500
    assert all(row["kind"] == "record" for row in asking.rows("failed"))
    asking.trails.close()


def test_bytes_outside_of_records_lead_to_their_piece(tmp_path: Path) -> None:
    """A gap is shown as what it is, a file token field by field; neither becomes a filter, which speaks of records."""
    octets = TRAIL.read_bytes()
    path = tmp_path / "gap.bsm"
    path.write_bytes(octets + NOISE + octets)
    asking = Asking(path)
    inside = len(octets) + 70
    assert asking.get(f"/at/{inside}") == {"offset": len(octets), "number": None}
    gap = asking.get(f"/piece/{inside}")
    assert (gap["kind"], gap["offset"], gap["length"]) == ("skipped", len(octets), len(NOISE))
    assert gap["damage"][0]["reason"] == "150 bytes that are no record are skipped"
    assert gap["text"] == []
    assert [(one["name"], one["length"]) for one in gap["tokens"]] == [("unread", 150)]
    assert asking.get("/field", off=inside)["filter"] == ""
    file = asking.get("/piece/0")
    assert file["kind"] == "file"
    assert asking.get("/field", off=0, len=file["length"])["filter"] == ""
    assert file["text"][0]["text"].startswith("file,")
    names = [one["name"] for one in file["tokens"][0]["fields"]]
    for one in file["tokens"][0]["fields"][1:]:
        field = asking.get("/field", off=one["offset"], len=max(1, one["length"]))
        assert (field["name"], field["filter"]) == (f"file32.{one['name']}", "")
    assert len(names) >= 4
    copied = asking.client.get(f"/api/trails/{asking.trail.id}/copy", params={"off": 0, "len": 1, "form": "praudit"})
    assert copied.text.startswith("file,")
    asking.trails.close()


def test_the_name_of_a_file_is_shown_harmlessly(tmp_path: Path) -> None:
    """Control characters, and bytes that are no text."""
    name = b"/var/\x1b[2J\xe2\x80\xae\xff.log\0"
    token = bytes([0x11]) + bytes(8) + len(name).to_bytes(2, "big") + name
    path = tmp_path / "named.bsm"
    path.write_bytes(token + TRAIL.read_bytes())
    asking = Asking(path)
    (row, *_) = asking.rows()
    assert (row["kind"], row["event"]) == ("file", "file /var/\\u{1b}[2J\\u{202e}\\xff.log")
    asking.trails.close()


def test_a_growing_trail_is_followed(tmp_path: Path) -> None:
    """What is appended is announced, and then is there."""
    octets = TRAIL.read_bytes()
    path = tmp_path / "grows.bsm"
    whole = Asking(TRAIL)
    cut = whole.get("/record/300")["offset"]
    whole.trails.close()
    path.write_bytes(octets[:cut])
    asking = Asking(path)
    assert (asking.get("")["records"], asking.get("")["files"]) == (300, 1)
    with path.open("ab") as file:
        file.write(octets[cut:])
    assert asking.get("/growth", after=cut)["size"] == len(octets)
    asking.trail.wait(20)
    assert (asking.get("")["records"], asking.get("")["files"], asking.get("")["pieces"]) == (400, 2, 402)
    assert asking.get("/record/399")["number"] == 399
    assert [row["kind"] for row in asking.get("/rows", first=400)["rows"]] == ["record", "file"]
    asking.trails.close()


def test_files_that_are_appended_are_counted_once(tmp_path: Path) -> None:
    """Indexing begins anew at the last mark, whose file tokens and gaps were counted already."""
    octets = TRAIL.read_bytes()
    path = tmp_path / "grows.bsm"
    path.write_bytes(octets + NOISE)
    asking = Asking(path)
    for turn in (2, 3):
        with path.open("ab") as file:
            file.write(octets + NOISE)
        size = path.stat().st_size
        assert asking.get("/growth", after=size - 1)["size"] == size
        assert asking.trail.wait(20)
        state = asking.get("")
        assert (state["pieces"], state["records"], state["files"]) == (403 * turn, 400 * turn, 2 * turn)
        assert state["damaged"] == turn
    asking.trails.close()


def test_what_is_not_read_yet_is_not_walked_to(asking: Asking) -> None:
    """A place far behind the index has no piece yet, instead of a request that lasts until it is reached."""
    asking.trail.index.size = 1000
    assert asking.get("/at/999")["offset"] is not None
    assert asking.get("/at/1000") == {"offset": None, "number": None}


def test_an_upload_is_taken_up_to_its_cap_and_goes_at_the_end(asking: Asking) -> None:
    """Names are shown, and are no paths."""
    answer = asking.client.post("/api/trails", params={"name": "../../etc/passwd"}, content=TRAIL.read_bytes())
    assert answer.status_code == 201
    uploaded = asking.trails.get(answer.json()["id"])
    assert uploaded.name == "../../etc/passwd"
    assert uploaded.path.parent.name.startswith("hiwater-inspect-")
    assert uploaded.wait(20)
    assert uploaded.index.records == 400
    assert asking.client.post("/api/trails", content=b"x" * 200_001).status_code == 413
    assert asking.client.post("/api/trails", content=b"").status_code == 422
    folder = uploaded.path.parent
    assert len(list(folder.iterdir())) == 1
    asking.trails.close()
    assert not folder.exists()


def test_what_is_no_trail_is_shown_as_damage(asking: Asking) -> None:
    """Hostile bytes: nothing is thrown."""
    octets = bytes(range(256)) * 64
    identifier = asking.client.post("/api/trails", content=octets).json()["id"]
    assert asking.trails.get(identifier).wait(20)
    state = asking.client.get(f"/api/trails/{identifier}").json()
    assert state["damaged"] >= 1
    assert asking.client.get(f"/api/trails/{identifier}/rows").status_code == 200


def test_a_compressed_trail_says_what_to_do(tmp_path: Path) -> None:
    """It cannot be read from any place."""
    path = tmp_path / "trail.gz"
    path.write_bytes(gzip.compress(TRAIL.read_bytes()))
    asking = Asking(path)
    assert "decompress" in asking.get("")["trouble"]
    asking.trails.close()


def test_a_trail_that_goes_away_is_told(tmp_path: Path) -> None:
    """410, and the server goes on."""
    path = tmp_path / "gone.bsm"
    path.write_bytes(TRAIL.read_bytes())
    asking = Asking(path)
    path.unlink()
    assert asking.client.get(f"/api/trails/{asking.trail.id}/record/3").status_code == 410
    assert asking.client.get(f"/api/trails/{asking.trail.id}/bytes?off=0&len=9").status_code == 410
    asking.trails.close()


def test_what_could_mislead_a_reader_is_made_visible() -> None:
    """Control and bidirectional characters are written out."""
    assert visible("a\u202eb\x1b[31m\u0000é") == "a\\u{202e}b\\u{1b}[31m\\u{0}é"


def test_a_filter_reads_a_long_trail_stretch_by_stretch(tmp_path: Path) -> None:
    """Numbers of hits go on over the marks."""
    octets = TRAIL.read_bytes()
    path = tmp_path / "long.bsm"
    path.write_bytes(octets * 6)
    asking = Asking(path)
    assert len(asking.trail.index.marks) > 6
    assert asking.get("")["records"] == 2400
    found = asking.rows("path:/etc/shadow")
    numbers = [row["number"] for row in found]
    first = [number for number in numbers if number < 400]
    assert numbers == [number + 400 * turn for turn in range(6) for number in first]
    asking.trails.close()


def test_a_trail_of_64_megabytes_opens_at_once(tmp_path: Path) -> None:
    """Its first rows are there long before it is indexed; its last record, a filter's hits and the map come in time."""
    octets = TRAIL.read_bytes()
    turns = 64_000_000 // len(octets)
    path = tmp_path / "large.bsm"
    path.write_bytes(octets * turns)
    begun = time.monotonic()
    trails = Trails([path])
    app = FastAPI()
    app.include_router(router(trails, Searches(Names())))
    client = TestClient(app)
    address = f"/api/trails/{trails.all()[0].id}"
    client.get(address)
    assert len(client.get(f"{address}/rows").json()["rows"]) == 200
    assert time.monotonic() - begun < 2
    assert trails.all()[0].wait(60)
    state = client.get(address).json()
    assert state["records"] == 400 * turns
    last = client.get(f"{address}/record/{400 * turns - 1}").json()
    small = Asking(TRAIL)
    before = (turns - 1) * len(octets)
    assert last["offset"] == small.get("/record/399")["offset"] + before
    rest = client.get(f"{address}/bytes", params={"off": last["offset"], "len": 262_144}).content
    assert rest == octets[last["offset"] - before :]
    client.get(f"{address}/rows", params={"filter": "path:/etc/shadow"})
    deadline = time.monotonic() + 60
    while not (found := client.get(f"{address}/rows", params={"filter": "path:/etc/shadow"}).json())["done"]:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert found["total"] == len(small.rows("path:/etc/shadow")) * turns
    small.trails.close()
    bins = client.get(f"{address}/minimap", params={"bins": 64, "filter": "path:/etc/shadow"}).json()["bins"]
    assert sum(one["hits"] for one in bins) == found["total"]
    assert all(one["hits"] for one in bins)
    trails.close()


def test_damage_far_into_a_trail_stands_at_its_place_on_the_map(tmp_path: Path) -> None:
    """Counted from the beginning of the trail, not of the stretch that was read."""
    octets = TRAIL.read_bytes()
    path = tmp_path / "far.bsm"
    path.write_bytes(octets * 3 + NOISE)
    asking = Asking(path)
    bins = asking.get("/minimap", bins=16)["bins"]
    assert [place for place, one in enumerate(bins) if one["damage"]] == [15]
    asking.trails.close()


def test_hits_and_damage_stand_at_their_place_on_the_map(asking: Asking) -> None:
    """Not at the beginning of the stretch in which they were found."""
    rows = asking.rows("path:/etc/shadow")
    bins = asking.get("/minimap", bins=1024, filter="path:/etc/shadow")["bins"]
    size = TRAIL.stat().st_size
    assert [place for place, one in enumerate(bins) if one["hits"]] == sorted(
        {row["offset"] * 1024 // size for row in rows}
    )


@pytest.mark.parametrize(
    ("form", "beginning"),
    [
        ("", "header,217,2,chmod(2)"),
        ("raw", "116,217"),
        ("short", "header,217,2,AUE_CHMOD"),
        ("line", "header,"),
        ("xml", "<"),
    ],
)
def test_praudit_prints_a_record_in_each_of_its_forms(asking: Asking, form: str, beginning: str) -> None:
    """By its options; a form that praudit does not have is refused."""
    printed = asking.get("/record/2", fmt=form)["text"]
    assert printed[0]["text"].startswith(beginning)
    plain = asking.get("/record/2")["text"]
    assert (printed == plain) == (form == "")
    refused = asking.client.get(f"/api/trails/{asking.trail.id}/record/2", params={"fmt": "nosuch"})
    assert refused.status_code == 422


def test_a_search_for_bytes_is_cut_short_and_goes_on(asking: Asking, tmp_path: Path) -> None:
    """Out of time it says how far it came; asked from there it finds what stands behind, over the seam as well."""
    path = tmp_path / "far.bsm"
    path.write_bytes(b"\0" * ((2 << 20) - 3) + b"needle")
    trail = asking.trails.show(path)
    assert found_at(trail, b"needle", 0, seconds=-1) == (None, 1 << 20)
    assert found_at(trail, b"needle", 1 << 20, seconds=-1) == ((2 << 20) - 3, (2 << 20) - 3)
    assert found_at(trail, b"nowhere", 0) == (None, 3 << 20)


def test_a_hidden_reader_of_a_growing_trail_holds_no_thread(asking: Asking) -> None:
    """Sixty who wait at once, more than there are threads, and the rows still come."""
    size = TRAIL.stat().st_size
    with ThreadPoolExecutor(60) as pool, asking.client:
        waiting = [
            pool.submit(asking.client.get, f"/api/trails/{asking.trail.id}/growth", params={"after": size})
            for _ in range(60)
        ]
        try:
            begun = time.monotonic()
            assert len(asking.rows()) == 402
            assert time.monotonic() - begun < 5
            assert not any(one.done() for one in waiting)
        finally:
            asking.trails.close()
        assert {one.result(15).json()["size"] for one in waiting} == {size}


def large(folder: Path, megabytes: int = 16) -> Path:
    """A trail that takes a while to be read."""
    octets = TRAIL.read_bytes()
    path = folder / "large.bsm"
    path.write_bytes(octets * (megabytes * 1_000_000 // len(octets)))
    return path


def threads_of(name: str) -> list[str]:
    """The threads that read this trail now."""
    return [one.name for one in threading.enumerate() if one.name.endswith(f" of {name}")]


def test_a_closed_trail_is_read_no_further(asking: Asking, tmp_path: Path) -> None:
    """Its indexing and its searches end at once, it is found no more, and a file of the user's own stays."""
    path = large(tmp_path, 128)
    trail = asking.trails.show(path)
    address = f"/api/trails/{trail.id}"
    assert asking.client.get(f"{address}/rows", params={"filter": "failed"}).status_code == 200
    assert len(threads_of("large.bsm")) == 2
    assert asking.client.delete(address).status_code == 204
    assert threads_of("large.bsm") == []
    assert trail.index.size < path.stat().st_size
    for gone in (asking.client.get(address), asking.client.delete(address)):
        assert gone.status_code == 404
    assert [one["id"] for one in asking.client.get("/api/trails").json()["trails"]] == [asking.trail.id]


def test_a_closed_upload_is_removed(asking: Asking) -> None:
    """Nothing of it stays on the disk."""
    made = asking.client.post("/api/trails", params={"name": "brought"}, content=TRAIL.read_bytes()).json()
    path = asking.trails.get(made["id"]).path
    assert path.exists()
    assert asking.client.delete(f"/api/trails/{made['id']}").status_code == 204
    assert not path.exists()


def test_the_end_of_the_inspector_ends_its_searches(tmp_path: Path) -> None:
    """No thread of a filter is left behind."""
    with Inspector(Shown((large(tmp_path),)), Admission(80, "token")) as inspector:
        headers = {"authorization": "Bearer token"}
        client = TestClient(inspector.application, "http://localhost", headers=headers)
        client.get(f"/api/trails/{inspector.first_page.rpartition('/')[2]}/rows", params={"filter": "failed"})
        assert "filter of large.bsm" in threads_of("large.bsm")
    assert threads_of("large.bsm") == []


def test_an_offset_beyond_any_file_has_no_bytes(asking: Asking) -> None:
    """Larger than a file system takes, larger than 64 bits: an empty answer, no failure."""
    for offset in (1 << 62, 1 << 70):
        answer = asking.client.get(f"/api/trails/{asking.trail.id}/bytes", params={"off": offset, "len": 1})
        assert (answer.status_code, answer.content) == (200, b"")
        assert asking.get("/find", what="x", **{"from": offset})["offset"] is None
