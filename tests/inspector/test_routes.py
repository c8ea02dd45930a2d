"""The data of the pages over HTTP, in process: every page's address with .json, wrong requests, limits."""

import json

import pytest
from starlette.testclient import TestClient

from hiwater_conform.clauses import clause_registry
from hiwater_conform.runs import run_text
from hiwater_conform.scenarios import all_scenarios
from hiwater_inspector.web.inspector import Inspector
from hiwater_inspector.web.security.admission import Admission
from hiwater_inspector.web.shown import Shown


@pytest.fixture(scope="module")
def client() -> TestClient:
    """One application, asked with the bearer token of a script."""
    inspector = Inspector(Shown(), Admission(80, "token"))
    return TestClient(inspector.application, "http://localhost", headers={"authorization": "Bearer token"})


def test_the_specification_has_every_clause(client: TestClient) -> None:
    """By area, with the evidence of each."""
    document = client.get("/spec.json").json()
    ids = [clause["id"] for area in document["areas"] for clause in area["clauses"]]
    assert ids == [clause.identifier for clause in clause_registry().clauses]
    assert {row["name"] for row in document["evidence"]} >= {"contracts", "tla", "original"}
    assert len(document["findings"]) >= 42


def test_one_clause_says_where_it_is_and_what_shows_it(client: TestClient) -> None:
    """In any case of letters."""
    document = client.get("/spec/enq-03.json").json()
    negative = [row for row in document["vectors"] if row["forbidden"]]
    assert 2 * len(negative) == len(document["vectors"]) > 2
    assert client.get(f"/runs/{negative[0]['run']}.json").status_code == 200
    assert document["source"] == "audit_io.c:374-379"
    assert document["model"]
    assert [row["id"] for row in document["findings"]]
    assert client.get("/spec/XYZ-99.json").status_code == 404


def test_the_list_of_runs_can_be_searched(client: TestClient) -> None:
    """By words and by kind."""
    assert len(client.get("/runs.json").json()["runs"]) > 50
    found = client.get("/runs.json", params={"q": "w1 daemon", "kind": "finding"}).json()["runs"]
    assert [run["id"] for run in found] == ["finding-w1"]


def test_a_run_tells_its_story_and_comes_as_a_file(client: TestClient) -> None:
    """The file is what was shipped, and can be brought back."""
    story = client.get("/runs/scenario-high-water.json").json()
    assert any("sleeps on write_cv" in line for line in story["story"])
    file = client.get("/runs/scenario-high-water/file")
    assert file.headers["content-disposition"] == 'attachment; filename="scenario-high-water.json"'
    assert file.text == run_text(all_scenarios()[3])
    taken = client.post("/runs", content=file.content)
    assert taken.status_code == 201
    again = client.get(f"/runs/{taken.json()['id']}/file")
    assert again.text == file.text


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"", 422), (b"{", 422), (b"[" * 100_000, 422), (b"{}", 422), (b" " * (2 * 1024 * 1024 + 1), 413)],
)
def test_what_is_no_run_file_is_refused(client: TestClient, body: bytes, status: int) -> None:
    """With a sentence, whatever it is."""
    answer = client.post("/runs", content=body)
    assert answer.status_code == status
    assert isinstance(answer.json()["detail"], str)


def test_a_comparison_has_steps_fields_and_traffic(client: TestClient) -> None:
    """Whole, then one step in full."""
    document = client.get("/compare/finding-w1.json").json()
    assert document["first"] is None
    assert len(document["steps"]) == 11
    step = client.get("/compare/finding-w1/6.json").json()
    assert {row["key"] for row in step["fields"]} >= {"zone0.count", "user0.wait"}
    assert all(row["equal"] for row in step["fields"])
    assert client.get("/compare/finding-w1/99.json").status_code == 404
    assert client.get("/compare/nothing.json").status_code == 404
    assert client.get("/compare/finding-w1.json", params={"right": "nobody"}).status_code == 404


def test_pages_and_their_data_have_one_address(client: TestClient) -> None:
    """The document without, the data with .json."""
    for page in ("/", "/queue", "/compare", "/decode", "/spec", "/lessons", "/runs", "/help"):
        answer = client.get(page)
        assert answer.status_code == 200
        assert answer.text.startswith("<!doctype html>")
    for data in ("/queue", "/compare", "/decode", "/spec", "/lessons", "/runs", "/help", "/runs/finding-w1"):
        assert client.get(f"{data}.json").headers["content-type"] == "application/json"
    missing = client.get("/nowhere", headers={"accept": "text/html"})
    assert missing.status_code == 404
    assert "/nowhere" in missing.text


def test_the_api_describes_itself(client: TestClient) -> None:
    """Every route has words, and every route that answers JSON a form."""
    document = client.get("/api/openapi.json").json()
    assert json.dumps(document)
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            assert operation.get("description"), (method, path)


def test_a_lesson_comes_with_its_moments(client: TestClient) -> None:
    """Picture, text and question of every step, and whether both sides agree."""
    assert len(client.get("/lessons.json").json()) == 9
    lesson = client.get("/lessons/lesson-two-marks.json").json()
    assert [moment["number"] for moment in lesson["moments"]] == list(range(lesson["steps"] + 1))
    assert all(moment["agrees"] for moment in lesson["moments"])
    asked = {moment["number"] + 1: moment["question"] for moment in lesson["moments"] if moment["question"]}
    assert sorted(asked) == [8, 10, 11]
    assert lesson["moments"][8]["picture"]["threads"][0]["asleep"]


def test_help_has_the_words_and_the_grammar(client: TestClient) -> None:
    """The same grammar as the command line."""
    document = client.get("/help.json").json()
    assert "path:/etc/*" in document["grammar"]
    assert {"high water", "kick"} <= {word["name"] for word in document["words"]}


def test_a_link_carries_a_run(client: TestClient) -> None:
    """Made here, opened on any inspector; what carries none is told."""
    path = client.get("/runs/finding-w1/link.json").json()["path"]
    word = path.removeprefix("/compare?run=")
    taken = client.post("/runs/link", json={"word": word})
    assert taken.status_code == 201
    first = client.get("/runs/finding-w1/file").text
    assert client.get(f"/runs/{taken.json()['id']}/file").text == first
    for broken in ("", "x", word[:-9], "!" * 40, "A" * 70_000):
        assert client.post("/runs/link", json={"word": broken}).status_code == 422


def test_a_run_comes_as_a_test_case(client: TestClient) -> None:
    """A module that is Python."""
    text = client.get("/runs/finding-w1/pytest").text
    compile(text, "case.py", "exec")
    assert "def test_" in text
