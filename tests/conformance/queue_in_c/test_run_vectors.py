"""Vectors run without Python: the runner in C passes them on the queue in C, and finds what is wrong with others."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from hiwater_conform.vectors.stored import BESIDE, read_manifest, shipped_folder, shipped_vectors
from tests.conformance.queue_in_c.test_queue_in_c import FAULTS, HERE, SANITIZERS, SKIPPED, build

RUNNER = [*sorted((HERE / "runner").glob("*.c")), HERE / "json.c", HERE / "text.c"]
FOLDER = Path(str(shipped_folder()))
FILES = [FOLDER / one.file for one in read_manifest(shipped_folder()).files if one.file not in BESIDE]


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The runner, with the sanitizers."""
    return build(
        tmp_path_factory.mktemp("runner") / "run_vectors", *SANITIZERS, "-DLIMIT_MILLISECONDS=3000", sources=RUNNER
    )


@pytest.fixture(scope="module")
def queue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The queue in C."""
    return build(tmp_path_factory.mktemp("queue") / "queue", "-O1")


def run(runner: Path, files: Sequence[Path], *command: str | Path) -> tuple[int, list[str], str]:
    """Exit code, lines, and what was said on standard error; it must end within a minute."""
    ended = subprocess.run([runner, *files, "--", *command], capture_output=True, text=True, timeout=60, check=False)
    return ended.returncode, ended.stdout.splitlines(), ended.stderr


def test_the_queue_in_c_passes_all_that_it_claims(runner: Path, queue: Path) -> None:
    """Positive and negative ones; left out are those that follow a clause that it skips."""
    every = [vector for tier in ("tiny", "small") for vector in shipped_vectors(tier)]
    claimed = [vector for vector in every if SKIPPED.isdisjoint(vector.clauses)]
    assert len(claimed) > 0.9 * len(every)
    assert run(runner, FILES, queue) == (
        0,
        [f"{len(claimed)} passed, 0 failed, {len(every) - len(claimed)} not claimed"],
        "",
    )


def test_our_model_passes_all(runner: Path) -> None:
    """Over the same pipe, those with unspecified values among them."""
    every = sum(one.vectors for one in read_manifest(shipped_folder()).files if one.file not in BESIDE)
    code, lines, errors = run(runner, FILES, sys.executable, "-m", "hiwater_check.faults.speaker")
    assert (code, lines[-1], errors) == (0, f"{every} passed, 0 failed, 0 not claimed", "")


@pytest.mark.parametrize(("number", "clause"), FAULTS.items())
def test_a_planted_fault_is_found(runner: Path, tmp_path: Path, number: int, clause: str) -> None:
    """A queue that is wrong in one decision fails a vector that follows the clause that it breaks."""
    code, lines, _errors = run(runner, FILES, build(tmp_path / "queue", f"-DFAULT_{number}"))
    assert code == 1
    following = {vector.id for vector in shipped_vectors("tiny") if clause in vector.clauses}
    assert following & {line.removeprefix("FAIL ").partition(",")[0] for line in lines}, lines


def test_a_forbidden_answer_is_told(runner: Path, queue: Path, tmp_path: Path) -> None:
    """A negative vector whose last answer is the right one: the queue gives it, and that is a failure."""
    positive = next(one for one in _lines("tiny/enqueue.jsonl") if "divergence" not in one)
    negative = next(one for one in _lines("tiny/enqueue.jsonl") if one["id"] == f"{positive['id']}-not")
    (tmp_path / "wrong.jsonl").write_text(json.dumps({**negative, "answers": positive["answers"]}) + "\n")
    code, lines, _errors = run(runner, [tmp_path / "wrong.jsonl"], queue)
    assert code == 1
    assert f"FAIL {negative['id']}, request {len(negative['steps']) + 1}: must not be" in lines[0]


@pytest.mark.parametrize("script", ["", "print('[]', flush=True)", "import time; time.sleep(60)"])
def test_a_command_that_is_none(runner: Path, script: str) -> None:
    """It ends, answers something else, or never answers: one line, code 2."""
    code, lines, errors = run(runner, FILES[:1], sys.executable, "-c", script)
    assert (code, lines) == (2, [])
    assert "does not answer `start`" in errors


def test_a_command_that_dies_on_the_way(runner: Path) -> None:
    """The vector at which it died has failed, and nothing more is asked."""
    answer = json.dumps({"seq": 1, "language": "x", "version": "1", "capabilities": ["scheduled:blocking"]})
    code, lines, _errors = run(runner, FILES, sys.executable, "-c", f"input(); print('{answer}', flush=True)")
    assert code == 1
    assert lines[0].endswith("request 1: no answer")
    assert lines[1:] == ["0 passed, 1 failed, 0 not claimed"]


@pytest.mark.parametrize("text", ["no JSON\n", "{}\n", '{"id":"a"}\n'])
def test_a_file_that_holds_no_vectors(runner: Path, queue: Path, tmp_path: Path, text: str) -> None:
    """Code 2, and nothing has passed."""
    (tmp_path / "none.jsonl").write_text(text)
    code, lines, errors = run(runner, [tmp_path / "none.jsonl"], queue)
    assert (code, lines) == (2, [])
    assert "is no vector" in errors


def test_misuse(runner: Path, queue: Path, tmp_path: Path) -> None:
    """Without files, without a command, with a file that is not there."""
    assert run(runner, [], queue)[0] == 2
    assert run(runner, FILES[:1])[0] == 2
    code, _lines, errors = run(runner, [tmp_path / "nowhere"], queue)
    assert code == 2
    assert "cannot read" in errors


def _lines(file: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (FOLDER / file).read_text(encoding="utf-8").splitlines()]
