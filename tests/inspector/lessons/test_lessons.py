"""Every lesson does what its text says: on the model, on our implementation and, where it can be compiled, on the C."""

from pathlib import Path

import pytest

from hiwater_conform.clauses import clause_registry
from hiwater_conform.model_adapter import ModelAdapter
from hiwater_conform.original_adapter import OriginalAdapter
from hiwater_conform.replaying import replay
from hiwater_conform.runs import run_text
from hiwater_inspector.command_line.implementation import ImplementationAdapter
from hiwater_inspector.web.shelf.shelf import Entry, Kind, NotTaken, Shelf
from tests.conformance.original_source import original_text

LESSONS = [entry for entry in Shelf().entries() if entry.kind is Kind.LESSON]
each = pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.id)


def test_there_are_nine_in_the_order_that_teaches() -> None:
    """By the number of the file."""
    assert [lesson.id for lesson in LESSONS][:3] == ["lesson-one-record", "lesson-two-marks", "lesson-who-wakes-whom"]
    assert len(LESSONS) == 9


@each
def test_a_lesson_holds_on_the_model(lesson: Entry) -> None:
    """Every expectation behind its text, and every step."""
    replayed = replay(lesson.run, ModelAdapter())
    assert replayed.mismatch is None
    assert len(replayed.answers) == len(lesson.run.steps)


@each
def test_a_lesson_holds_on_our_implementation(lesson: Entry) -> None:
    """The page shows both."""
    adapter = ImplementationAdapter()
    try:
        assert replay(lesson.run, adapter).mismatch is None
    finally:
        adapter.close()


def test_the_lessons_hold_on_the_original() -> None:
    """What is taught is what the C does."""
    with OriginalAdapter(original_text()) as adapter:
        assert [replay(lesson.run, adapter).mismatch for lesson in LESSONS] == [None] * len(LESSONS)


@each
def test_a_question_is_answered_by_what_follows(lesson: Entry) -> None:
    """Behind the step that a question is asked before, something is held; and a step behind it is told."""
    held = {one.after for one in lesson.run.expectations}
    assert lesson.run.questions
    for question in lesson.run.questions:
        assert 0 <= question.right < len(question.choices)
        assert len(set(question.choices)) == len(question.choices)
        assert question.before in held
        assert question.before in lesson.run.notes


@each
def test_a_lesson_names_clauses_that_exist(lesson: Entry) -> None:
    """The end of a lesson shows their sentences."""
    assert lesson.run.clauses
    for clause in lesson.run.clauses:
        assert clause_registry().find(clause).sentence


def test_a_teachers_own_come_behind_ours(tmp_path: Path) -> None:
    """From the folder that was named; other files in it are left alone."""
    (tmp_path / "1-mine.json").write_text(run_text(LESSONS[0].run))
    (tmp_path / "notes.txt").write_text("not a lesson")
    lessons = [entry.id for entry in Shelf(lessons=tmp_path).entries() if entry.kind is Kind.LESSON]
    assert lessons[-1] == "lesson-mine"
    assert len(lessons) == len(LESSONS) + 1


def test_a_broken_lesson_is_told(tmp_path: Path) -> None:
    """By its file's name."""
    (tmp_path / "1-mine.json").write_text("{}")
    with pytest.raises(NotTaken, match=r"1-mine\.json"):
        Shelf(lessons=tmp_path)
