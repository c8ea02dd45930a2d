"""What differs between two views, as changes that a page applies: `[op, path, value]`; costs what differs.

| op | path | value |
|---|---|---|
| set | any part | its new value |
| enq | queue.slots, queue.bins | rows that join at the tail |
| deq | queue.slots, queue.bins | how many left at the head |
| sleep | writers.asleep, readers.asleep | the thread that fell asleep |
| wake | writers.asleep, readers.asleep | the threads that woke |
| frag | fragment | state and transition |
| count | a counter | its new value |

Rows are told by their numbers: within a run a record keeps its own, so the windows are not compared row by row.
"""

import copy
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple, cast

from pydantic import BaseModel

from hiwater_inspector.web.queue.view import BIN_RECORDS, Bin, Record, View


class Change(NamedTuple):
    """One change: what is done, where (names and list indexes, with dots between), and with what."""

    op: str
    path: str
    value: Any


def changes(before: View, after: View) -> list[Change]:
    """What makes `after` of `before`; empty if they are alike."""
    return list(_differing("", before, after))


def applied(view: dict[str, Any], made: Iterable[Change | Sequence[Any]]) -> dict[str, Any]:
    """The view, as JSON, with the changes made; the one given stays as it is."""
    after = copy.deepcopy(view)
    for op, path, value in made:
        *way, last = path.split(".")
        place: Any = after
        for name in way:
            place = place[int(name)] if isinstance(place, list) else place[name]
        key = int(last) if isinstance(place, list) else last
        _DONE[op](place, key, value)
    return after


def _put(place: Any, key: Any, value: Any) -> None:
    place[key] = value


def _join(place: Any, key: Any, value: Any) -> None:
    place[key] = [*place[key], *value]


def _leave(place: Any, key: Any, value: Any) -> None:
    place[key] = place[key][value:]


def _sleep(place: Any, key: Any, value: Any) -> None:
    place[key] = [*place[key], value]


def _wake(place: Any, key: Any, value: Any) -> None:
    place[key] = [name for name in place[key] if name not in value]


_DONE: Final[dict[str, Callable[[Any, Any, Any], None]]] = {
    "set": _put,
    "frag": _put,
    "count": _put,
    "enq": _join,
    "deq": _leave,
    "sleep": _sleep,
    "wake": _wake,
}


def _differing(path: str, before: BaseModel, after: BaseModel) -> Iterator[Change]:
    for name in type(after).model_fields:
        was, now = getattr(before, name), getattr(after, name)
        if was is now or (type(was) is type(now) and not isinstance(now, (BaseModel, tuple)) and was == now):
            continue
        here = f"{path}.{name}" if path else name
        special = _SPECIAL.get(here)
        if special is not None:
            yield from special(here, was, now)
        elif isinstance(was, BaseModel) and isinstance(now, BaseModel):
            yield from _differing(here, was, now)
        elif _same_rows(was, now):
            for index, (old, new) in enumerate(zip(was, now, strict=True)):
                if old is not new:
                    yield from _differing(f"{here}.{index}", old, new)
        elif was != now:
            yield Change("count" if path == "counters" else "set", here, _json(now))


def _same_rows(was: Any, now: Any) -> bool:
    """Lists of named things, the same ones in the same order: told one by one."""
    return (
        isinstance(was, tuple)
        and isinstance(now, tuple)
        and len(was) == len(now)
        and all(getattr(old, "name", None) == getattr(new, "name", 0) for old, new in zip(was, now, strict=True))
    )


def _fragment(path: str, was: BaseModel, now: BaseModel) -> Iterator[Change]:
    if was != now:
        yield Change("frag", path, _json(now))


def _room(path: str, was: tuple[str, ...], now: tuple[str, ...]) -> Iterator[Change]:
    """Those who woke leave, those who fell asleep join at the end; anything else is said whole."""
    stayed = tuple(name for name in was if name in now)
    if now[: len(stayed)] != stayed or len(set(now)) < len(now):
        yield Change("set", path, list(now))
        return
    if len(stayed) < len(was):
        yield Change("wake", path, [name for name in was if name not in now])
    for name in now[len(stayed) :]:
        yield Change("sleep", path, name)


def _slots(path: str, was: tuple[Record, ...], now: tuple[Record, ...]) -> Iterator[Change]:
    """A window onto numbered records: it moves towards higher numbers; backwards it is said whole."""
    if not was or not now or not was[0].number <= now[0].number <= was[-1].number <= now[-1].number:
        if was != now:
            yield Change("set", path, _json(now))
        return
    left = now[0].number - was[0].number
    if left:
        yield Change("deq", path, left)
    stayed = len(was) - left
    if len(now) > stayed:
        yield Change("enq", path, _json(now[stayed:]))


def _bins(path: str, was: tuple[Bin, ...], now: tuple[Bin, ...]) -> Iterator[Change]:
    """Only the first and the last bin ever change; some hundred of them are compared by identity mostly."""
    places = {_place(one) for one in was}
    kept = [one for one in now if _place(one) in places]
    left = next((index for index, one in enumerate(was) if kept and _place(one) == _place(kept[0])), len(was))
    in_order = [_place(one) for one in was[left:]] == [_place(one) for one in now[: len(was) - left]]
    if not kept or not in_order:
        if was != now:
            yield Change("set", path, _json(now))
        return
    if left:
        yield Change("deq", path, left)
    for index, (old, new) in enumerate(zip(was[left:], now, strict=False)):
        if old is not new and old != new:
            yield Change("set", f"{path}.{index}", _json(new))
    if len(now) > len(was) - left:
        yield Change("enq", path, _json(now[len(was) - left :]))


def _place(one: Bin) -> int:
    return one.first // BIN_RECORDS


_SPECIAL: Final[dict[str, Callable[[str, Any, Any], Iterator[Change]]]] = {
    "fragment": _fragment,
    "writers.asleep": _room,
    "readers.asleep": _room,
    "queue.slots": _slots,
    "queue.bins": _bins,
}


def _json(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if isinstance(value, (tuple, list)):
        return [_json(one) for one in value]
    return cast("Any", value)
