"""The page /compare as data: a run on two sides, and any step of it in full."""

from collections import OrderedDict
from threading import Lock
from typing import Annotated, Any, Final

from fastapi import APIRouter, HTTPException, Query
from pydantic import BaseModel, Field

from hiwater_conform.adapter import AdapterEnded
from hiwater_conform.telling import clause_sentence
from hiwater_inspector.web.comparing.comparison import Compared, Comparison, compare, events_words, verdict
from hiwater_inspector.web.comparing.glance import Glance, Passed, glance, traffic
from hiwater_inspector.web.comparing.sides import IMPLEMENTATION, MODEL, NoSide, Side, opened, sides, title_of
from hiwater_inspector.web.refusals import refusals
from hiwater_inspector.web.shelf.routes import entry_of
from hiwater_inspector.web.shelf.shelf import Shelf

_KEPT_MOST: Final = 8
Name = Annotated[str, Query(max_length=100)]


class SideRow(BaseModel):
    """One who can stand on a side."""

    name: str = Field(examples=["fault:no-broadcast"])
    title: str
    why_not: str


class StepRow(BaseModel):
    """One step of the list."""

    words: str = Field(examples=["user0 calls au_close(…)"])
    equal: bool
    differing: int = Field(description="how many observed fields differ after it")


class Document(BaseModel):
    """A whole comparison; `first` is the step at which the sides part, 0 before any, null never."""

    id: str
    title: str
    why: str
    left: SideRow
    right: SideRow
    sides: list[SideRow]
    steps: list[StepRow]
    fields: int
    first: int | None
    verdict: list[str]
    clause: str | None
    clause_sentence: str | None
    notes: dict[int, str]
    stages: list[dict[str, Any]]
    traffic: list[list[Passed]] = Field(description="what passed the door of the left side, and of the right")


class FieldRow(BaseModel):
    """One observed field on both sides."""

    key: str = Field(examples=["zone0.count"])
    left: Any
    right: Any
    equal: bool
    changed: bool = Field(description="whether the step changed it on either side")


class StepDocument(BaseModel):
    """One step in full; 0 is before the first."""

    number: int
    words: str
    note: str
    left_events: list[str]
    right_events: list[str]
    left_trouble: str
    right_trouble: str
    left: Glance
    right: Glance
    fields: list[FieldRow]


class Comparisons:
    """Comparisons that were made, the last few kept."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self._made: OrderedDict[tuple[str, str, str], Comparison] = OrderedDict()
        self._lock = Lock()

    def get(self, identifier: str, left: str, right: str) -> Comparison:
        """Made once; raises HTTPException."""
        entry = entry_of(self.shelf, identifier)
        key = (entry.id, left, right)
        with self._lock:
            if key not in self._made:
                self._made[key] = _made(entry.run, left, right)
                while len(self._made) > _KEPT_MOST:
                    self._made.popitem(last=False)
            self._made.move_to_end(key)
            return self._made[key]


def router(shelf: Shelf) -> APIRouter:
    """Routes over the runs of a shelf."""
    routes = APIRouter(tags=["comparing"], responses=refusals())
    comparisons = Comparisons(shelf)

    @routes.get("/compare.json")
    def who() -> list[SideRow]:
        """Who can stand on a side."""
        return [_side_row(side) for side in sides()]

    @routes.get("/compare/{identifier}.json", responses=refusals(404, 422))
    def whole(identifier: str, left: Name = MODEL, right: Name = IMPLEMENTATION) -> Document:
        """The run on both sides, every step."""
        return _document(identifier, comparisons, left, right)

    @routes.get("/compare/{identifier}/{number}.json", responses=refusals(404, 422))
    def step(identifier: str, number: int, left: Name = MODEL, right: Name = IMPLEMENTATION) -> StepDocument:
        """What both sides look like after one step, field by field."""
        return _step_document(comparisons.get(identifier, left, right), number)

    return routes


def _made(run: Any, left: str, right: str) -> Comparison:
    try:
        names = (title_of(left), title_of(right))
        with opened(left) as one, opened(right) as other:
            return compare(run, one, other, names)
    except NoSide as error:
        raise HTTPException(404, str(error)) from None
    except AdapterEnded as error:
        raise HTTPException(422, f"A side does not take this run: {error.why}.") from None


def _document(identifier: str, comparisons: Comparisons, left: str, right: str) -> Document:
    entry = entry_of(comparisons.shelf, identifier)
    made = comparisons.get(identifier, left, right)
    all_sides = {side.name: _side_row(side) for side in sides()}
    blamed = made.steps[made.first - 1].clause if made.first else None
    return Document(
        id=identifier,
        title=entry.title,
        why=entry.run.why,
        left=all_sides[left],
        right=all_sides[right],
        sides=list(all_sides.values()),
        steps=[StepRow(words=step.words, equal=step.equal, differing=len(step.differing)) for step in made.steps],
        fields=len(made.keys),
        first=made.first,
        verdict=verdict(made),
        clause=blamed,
        clause_sentence=None if blamed is None else clause_sentence(blamed),
        notes=dict(entry.run.notes),
        stages=[stage._asdict() for stage in entry.run.stages],
        traffic=[list(traffic(made, side)) for side in (0, 1)],
    )


def _step_document(made: Comparison, number: int) -> StepDocument:
    if not 0 <= number <= len(made.steps):
        raise HTTPException(404, f"This comparison has steps 0 to {len(made.steps)}.")
    left, right = made.after(number)
    step: Compared | None = made.steps[number - 1] if number else None
    changed = {*step.left.changed, *step.right.changed} if step else set()
    return StepDocument(
        number=number,
        words=step.words if step else "before the first step",
        note=made.run.notes.get(number, ""),
        left_events=events_words(step.left) if step else [],
        right_events=events_words(step.right) if step else [],
        left_trouble=step.left.trouble if step else "",
        right_trouble=step.right.trouble if step else "",
        left=glance(left),
        right=glance(right),
        fields=[
            FieldRow(
                key=key,
                left=left.get(key),
                right=right.get(key),
                equal=left.get(key) == right.get(key),
                changed=key in changed,
            )
            for key in made.keys
        ],
    )


def _side_row(side: Side) -> SideRow:
    return SideRow(name=side.name, title=side.title, why_not=side.why_not)
