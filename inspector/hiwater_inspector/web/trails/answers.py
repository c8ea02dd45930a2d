"""What the routes of trails answer with, besides rows and pieces."""

from pydantic import BaseModel, Field

from hiwater_inspector.web.trails.telling import Row


class TrailRow(BaseModel):
    """One trail of the list."""

    id: str
    name: str
    size: int


class TrailList(BaseModel):
    """The trails that are open."""

    trails: list[TrailRow]


class TrailState(TrailRow):
    """How far a trail is indexed."""

    pieces: int
    records: int
    files: int = Field(description="file tokens, which stand between records")
    done: bool
    progress: float = Field(ge=0, le=1)
    damaged: int
    trouble: str = Field(description="why it cannot be read any further; empty if it can")


class Rows(BaseModel):
    """Some rows: of all pieces, or of the records that a filter finds; `total` grows until `done`."""

    first: int
    total: int
    done: bool
    rows: list[Row]


class At(BaseModel):
    """Where the piece begins that holds a byte, and its number if it is a record; nulls behind the last piece."""

    offset: int | None
    number: int | None


class Bin(BaseModel):
    """A stretch of the trail on the map."""

    damage: int
    hits: int


class Map(BaseModel):
    """The whole trail in equal stretches."""

    size: int
    bins: list[Bin]


class Found(BaseModel):
    """Where bytes or text stand next; null if nowhere."""

    offset: int | None
    length: int = Field(description="of what was looked for, in bytes")
    until: int = Field(description="how far was looked; before the end of the trail when time was out: go on there")


class Growth(BaseModel):
    """The size after it grew, or after some seconds in which it did not."""

    size: int
