"""Selections for Hypothesis: all that the tree can hold, and such as have something to do with real records."""

from functools import cache

from hypothesis import strategies as st

from hiwater_impl.records.selection.keys import KEY_OF_NAME, KEYS, WORDS, Takes
from hiwater_impl.records.selection.tree import Alone, Node, Not, Term, all_of, any_of
from hiwater_impl.records.selection.values import Day, Exact, Flag, Glob, Moment, Range, Regex, Value
from tests.impl.records.selection.plainly import CLASSES, ERRORS, GROUPS, USERS, found
from tests.impl.records.selection.views import real_records

TEXTS = st.text(st.characters(codec="utf-8"), max_size=12)
NUMBERS = st.integers(-(10**12), 10**12)


@st.composite
def globs(draw: st.DrawFn, text: st.SearchStrategy[str] = TEXTS) -> Glob:
    """Literal texts with `*` and `?` between, one of these at least."""
    first, wild, last = draw(text), draw(st.lists(st.sampled_from([None, 1]), min_size=1, max_size=3)), draw(text)
    return Glob(tuple(part for part in (first, *wild, last) if part != ""))


@st.composite
def ranges(draw: st.DrawFn, numbers: st.SearchStrategy[int] = NUMBERS) -> Range:
    """One number, or a range with one bound or two."""
    number, length = draw(numbers), draw(st.integers(0, 200))
    return draw(
        st.sampled_from(
            [Range(number, number), Range(number, number + length), Range(number, None), Range(None, number)]
        )
    )


MOMENTS = st.builds(
    Moment,
    st.integers(-62135596800, 253402300799).flatmap(lambda s: st.integers(0, 10**9 - 1).map(lambda n: s * 10**9 + n)),
    st.none() | st.integers(-1439, 1439).map(lambda minutes: minutes * 60),
)
DAYS = st.builds(Day, st.integers(-719162, 2932896))
FLAGS = st.builds(Flag, st.sampled_from(["", "+", "-"]), st.sampled_from(["fr", "all", "no", "zz_1"]))
PATTERNS = (
    st.builds(Exact, TEXTS)
    | globs()
    | st.builds(Regex, st.sampled_from(["a", 'x"y', "\\d+", "[ab,)]", "(a|b) c", "\\\\"]))
)
VALUES: dict[Takes, st.SearchStrategy[Value]] = {
    Takes.TEXTS: PATTERNS,
    Takes.NUMBERS: ranges(),
    Takes.NAMES: PATTERNS | ranges(),
    Takes.MOMENT: MOMENTS,
    Takes.DAYS: DAYS,
    Takes.CLASSES: FLAGS,
}


@st.composite
def any_terms(draw: st.DrawFn) -> Term:
    """A term of any key with any values that it takes."""
    key = draw(st.sampled_from(KEYS))
    count = 1 if key.takes is Takes.MOMENT else 3
    return Term(key.name, tuple(draw(st.lists(VALUES[key.takes], min_size=1, max_size=count))))


@cache
def values_of(key: str) -> tuple[list[int], list[str]]:
    """Numbers and texts that real records have for a key; and those that none has."""
    values = {value for record in real_records() for value in found(key, record)}
    texts = sorted(value.decode(errors="replace") for value in values if isinstance(value, bytes))
    numbers = sorted(value for value in values if isinstance(value, int))
    names = {"error": ERRORS, "user": USERS, "euser": USERS, "ruser": USERS, "owner": USERS}.get(key, {})
    names = GROUPS if key.endswith("group") else names
    return [*numbers, -1, 12345], [*texts, *names]


def pieces_of(text: str) -> st.SearchStrategy[Value]:
    """Ways to ask for a text: itself, a beginning, an end, something inside."""
    places = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(sorted)
    return st.one_of(
        st.just(Exact(text)),
        places.map(lambda at: Glob(tuple(part for part in (text[: at[0]], None, text[at[1] :]) if part != ""))),
        st.just(Glob((*filter(None, [text[:-1]]), 1))),
        places.map(lambda at: Regex("".join(f"\\x{byte:02x}" for byte in text[at[0] : at[1]].encode()) or "a*")),
    )


@st.composite
def real_terms(draw: st.DrawFn) -> Term:
    """A term that some real records fit."""
    record = draw(st.sampled_from(real_records()))
    key = KEY_OF_NAME[draw(st.sampled_from(sorted(KEY_OF_NAME)))]
    numbers, texts = values_of(key.name) if key.takes in (Takes.NUMBERS, Takes.NAMES, Takes.TEXTS) else ([], [])
    if key.takes is Takes.MOMENT:
        return Term(key.name, (Moment(record.time + draw(st.integers(-1, 1)), draw(st.sampled_from([None, 0]))),))
    if key.takes is Takes.DAYS:
        return Term(key.name, (Day(record.time // (86400 * 10**9) + draw(st.integers(-1, 1))),))
    if key.takes is Takes.CLASSES:
        name = draw(st.sampled_from([row["name"] for row in CLASSES[record.dialect]["classes"] if row["name"] != "no"]))
        return Term(key.name, (Flag(draw(st.sampled_from(["", "+", "-"])), name),))
    choices: list[st.SearchStrategy[Value]] = []
    if key.takes is not Takes.TEXTS:
        choices.append(ranges(st.sampled_from(numbers)))
    if key.takes is not Takes.NUMBERS:
        choices.append(st.sampled_from(texts or ["nothing"]).flatmap(pieces_of))
    return Term(key.name, tuple(draw(st.lists(st.one_of(choices), min_size=1, max_size=2))))


def trees(terms: st.SearchStrategy[Term]) -> st.SearchStrategy[Node]:
    """Terms and words, joined in every way."""
    leaves: st.SearchStrategy[Node] = terms | st.sampled_from([Alone(word.name) for word in WORDS])
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.builds(Not, inner),
            st.lists(inner, min_size=2, max_size=3).map(all_of),
            st.lists(inner, min_size=2, max_size=3).map(any_of),
        ),
        max_leaves=6,
    )
