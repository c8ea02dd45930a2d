"""The page /lessons as data: each lesson as the model and our implementation live it, step by step."""

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel, Field

from hiwater_conform.adapter import AdapterEnded
from hiwater_conform.runs import SavedRun
from hiwater_conform.telling import clause_sentence
from hiwater_conform.wire_values import Wire
from hiwater_inspector.web.comparing.comparison import Comparison, compare, events_words
from hiwater_inspector.web.comparing.glance import Glance, glance
from hiwater_inspector.web.comparing.sides import IMPLEMENTATION, MODEL, opened, title_of
from hiwater_inspector.web.refusals import refusals
from hiwater_inspector.web.shelf.routes import entry_of
from hiwater_inspector.web.shelf.shelf import Entry, Kind, Shelf

_COUNTERS = ("enqueue", "written", "dropped", "wblocked")


class LessonRow(BaseModel):
    """One lesson of the contents."""

    id: str = Field(examples=["lesson-two-marks"])
    title: str
    steps: int
    questions: int


class Question(BaseModel):
    """Asked before a step is taken; `right` is the choice that taking it shows, counted from 0."""

    question: str
    choices: list[str]
    right: int


class LessonStep(BaseModel):
    """After a step; number 0 is before the first."""

    number: int
    words: str
    text: str
    events: list[str]
    picture: Glance
    counters: dict[str, int]
    agrees: bool = Field(description="whether our implementation did the same as the model")
    question: Question | None = Field(description="to be answered before the next step")


class Lesson(LessonRow):
    """A whole lesson; it is short."""

    why: str
    moments: list[LessonStep]
    clauses: dict[str, str] = Field(description="what it is about: ids with their sentences")


def router(shelf: Shelf) -> APIRouter:
    """Routes over the lessons of a shelf."""
    routes = APIRouter(tags=["lessons"], responses=refusals())

    @routes.get("/lessons.json")
    def contents() -> list[LessonRow]:
        """In the order that teaches, a teacher's own last."""
        return [_row(entry) for entry in shelf.entries() if entry.kind is Kind.LESSON]

    @routes.get("/lessons/{identifier}.json", responses=refusals(404, 422))
    def lesson(identifier: str) -> Lesson:
        """One lesson, run now on the model and on our implementation."""
        entry = entry_of(shelf, identifier)
        try:
            with opened(MODEL) as model, opened(IMPLEMENTATION) as implementation:
                names = (title_of(MODEL), title_of(IMPLEMENTATION))
                made = compare(entry.run, model, implementation, names)
        except AdapterEnded as error:
            raise HTTPException(422, f"This lesson cannot be run: {error.why}.") from None
        return Lesson(
            **_row(entry).model_dump(),
            why=entry.run.why,
            moments=[_moment(made, number) for number in range(len(made.steps) + 1)],
            clauses={clause: clause_sentence(clause) for clause in entry.run.clauses},
        )

    return routes


def _row(entry: Entry) -> LessonRow:
    run = entry.run
    return LessonRow(id=entry.id, title=entry.title, steps=len(run.steps), questions=len(run.questions))


def _moment(made: Comparison, number: int) -> LessonStep:
    seen = made.after(number)[0]
    step = made.steps[number - 1] if number else None
    return LessonStep(
        number=number,
        words=step.words if step else "",
        text=made.run.notes.get(number, ""),
        events=events_words(step.left) if step else [],
        picture=glance(seen),
        counters={name: _count(seen, name) for name in _COUNTERS},
        agrees=step is None or step.equal,
        question=_question(made.run, number + 1),
    )


def _question(run: SavedRun, before: int) -> Question | None:
    for one in run.questions:
        if one.before == before:
            return Question(question=one.question, choices=list(one.choices), right=one.right)
    return None


def _count(seen: dict[str, Wire], name: str) -> int:
    value = seen.get(f"zone0.{name}")
    return value if isinstance(value, int) else 0
