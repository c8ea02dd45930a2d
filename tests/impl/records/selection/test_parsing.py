"""A selection reads to what was meant, its own text reads to the same, and what is wrong is shown with its place."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hiwater_impl.records.names.accounts import Accounts, AccountTable
from hiwater_impl.records.selection.binding import Names, bind
from hiwater_impl.records.selection.fault import SelectionError
from hiwater_impl.records.selection.keys import KEYS, WORDS
from hiwater_impl.records.selection.parsing import DEEPEST, LONGEST, parse
from hiwater_impl.records.selection.tree import Alone, And, Node, Not, Or, Selection, Term, all_of, any_of
from hiwater_impl.records.selection.values import Day, Exact, Flag, Glob, Range, Regex
from tests.impl.records.selection.asking import any_terms, trees

A, B, C = Alone("failed"), Alone("damaged"), Alone("succeeded")


def read_or_fault(text: str) -> tuple[Selection | None, SelectionError | None]:
    """The selection, or why there is none."""
    try:
        return parse(text), None
    except SelectionError as fault:
        return None, fault


def same_again(root: Node, text: str) -> bool:
    """Whether a text reads to a tree, and its canonical text to the same."""
    read = parse(text)
    return read.root == root and parse(str(read)) == read and str(parse(str(read))) == str(read)


@settings(max_examples=150)
@given(trees(any_terms()))
@example(Term("text", (Exact("~"), Exact("a..b"), Glob((" ", None)), Regex("(a,b) \\."))))
def test_canonical_text_reads_to_the_same(root: Node) -> None:
    """Every tree has a text, and that text has this tree."""
    assert same_again(root, str(root))


def test_texts_without_their_parentheses_are_caught() -> None:
    """The check above sees a text whose tree is another one."""
    assert not same_again(Not(all_of([A, B])), f"not {A} and {B}")
    assert not same_again(all_of([A, any_of([B, C])]), f"{A} and {B} or {C}")


@pytest.mark.parametrize(
    ("text", "root"),
    [
        ("failed damaged or succeeded", Or((And((A, B)), C))),
        ("failed AND (damaged or succeeded)", And((A, Or((B, C))))),
        ("not not failed", Not(Not(A))),
        ("not failed and damaged", And((Not(A), B))),
        ("(failed)(damaged)", And((A, B))),
        ("  failed\n\tand damaged ", And((A, B))),
        ("Event:Open*,23", Term("event", (Glob(("Open", None)), Range(23, 23)))),
        ("pid:0x10..0xff,..3,7..,-1", Term("pid", (Range(16, 255), Range(None, 3), Range(7, None), Range(-1, -1)))),
        ('text:"a b, (c)" failed', And((Term("text", (Exact("a b, (c)"),)), A))),
        (r"text:a\ b\*c?", Term("text", (Glob(("a b*c", 1)),))),
        ('user:"0",0', Term("user", (Exact("0"), Range(0, 0)))),
        (r"path:~^/(etc|usr)/.{2,3}[,)],/x", Term("path", (Regex("^/(etc|usr)/.{2,3}[,)]"), Exact("/x")))),
        (r'path:~"a \"b\" \\d \w"', Term("path", (Regex(r'a "b" \d \w'),))),
        ("path:~[(],x", Term("path", (Regex("[(]"), Exact("x")))),
        ("(path:~/etc/)", Term("path", (Regex("/etc/"),))),
        ("class:+fr,-lo,all", Term("class", (Flag("+", "fr"), Flag("-", "lo"), Flag("", "all")))),
        ("day:20211014, 1969-12-31", Term("day", (Day(18914), Day(-1)))),
        ("host:fe80::1", Term("host", (Exact("fe80::1"),))),
    ],
)
def test_examples(text: str, root: Node) -> None:
    """Precedence, case, blanks, quotes, escapes, numbers."""
    assert same_again(root, text)


@pytest.mark.parametrize(
    "text",
    ["2021-10-14T09:30", "2021-10-14T09:30:00", "202110140930", "20211014093000", "2021-10-14t09:30:00.000000000"],
)
def test_times_are_written_in_several_ways(text: str) -> None:
    """ISO 8601 and digits alone give one time, shown in one way."""
    assert str(parse(f"after:{text}")) == "after:2021-10-14T09:30:00"
    assert str(parse(f"after:{text}Z")) == "after:2021-10-14T09:30:00Z"


def test_nothing_wants_everything() -> None:
    """An empty selection has no root and an empty text."""
    assert parse(" \n") == Selection(None)
    assert str(parse("")) == ""


@pytest.mark.parametrize(
    ("text", "at", "problem"),
    [
        ("failed and evnt:open", 11, "there is no key 'evnt'; did you mean 'event'?"),
        ("fialed", 0, "did you mean 'failed'?"),
        ("qqq:1", 0, "there are after, argument,"),
        ("event:", 6, "a value is wanted"),
        ("event:open,", 11, "a value is wanted"),
        ("failed and", 10, "a term is wanted"),
        ("or failed", 0, "a term is wanted before 'or'"),
        ("(failed", 0, "not closed"),
        ("failed)", 6, "no parenthesis is open here"),
        ("()", 1, "a term is wanted"),
        ('text:"abc', 5, "the quote that opens here is not closed"),
        ("text:abc\\", 9, "after the backslash"),
        ("pid:root", 4, "pid wants a number"),
        ("pid:1...2", 4, "pid wants a number"),
        ("pid:..", 4, "pid wants a number"),
        ("after:2021-02-30", 6, "after wants a time"),
        ("after:2021-10-14T24:00", 6, "after wants a time"),
        ("after:2021-10-14T00:00+24:00", 6, "after wants a time"),
        ("after:2021-10-14,2021-10-15", 16, "after takes one time"),
        ("day:2021-10-14T00:00", 4, "day wants a day"),
        ("class:^fr", 6, "class wants a class"),
        ("path:~", 6, "an expression is wanted"),
        ("path:~a(b", 6, "missing )"),
        (r"path:~(a)\1", 6, "invalid escape sequence"),
        ("path:~(?=a)", 6, "invalid perl operator"),
        ("path:~(a{99}){99}", 6, "invalid repetition size"),
        ("not " * (DEEPEST + 2) + "failed", 4 * (DEEPEST + 1), "inside one another"),
        ("failed " * LONGEST, LONGEST, "at most 4096 characters"),
        ("text:\ud800", 5, "no text"),
        ("event:nosuch", 0, "no event is called 'nosuch'"),
        ("failed and class:zz", 11, "there is no class 'zz'; there are aa, ad,"),
        ("token:exec_arg", 0, "no token is called"),
        ("host:www.example.org", 0, "neither an address nor a network"),
        ("error:ENONSENSE", 0, "no error is called"),
        ("group:staff", 0, "without a table of groups"),
        ("user:mallory", 0, "no user is called 'mallory' in the table of users"),
    ],
)
def test_what_is_wrong_is_shown(text: str, at: int, problem: str) -> None:
    """The place, the problem, and a mark under the place."""
    names = Names(accounts=Accounts(AccountTable({0: b"root"}, {b"root": 0}), AccountTable({}, {})))
    with pytest.raises(SelectionError) as caught:
        bind(parse(text), names)
    assert (caught.value.at, caught.value.text) == (at, text)
    assert problem in caught.value.problem
    first, shown, mark = str(caught.value).split("\n")
    assert first == caught.value.problem
    assert mark.strip() == "^"
    assert at == len(text) or shown[len(mark) - 1] == text[at] or not text[at].isprintable()


PARTS = [
    *'()"\\~*?,:. ',
    "and ",
    "or",
    " not ",
    "event:",
    "path:~",
    "after:",
    "day:20",
    "[a-",
    "{2",
    "é",
    "\ud800",
    "9",
]


@settings(max_examples=120)
@given(st.lists(st.sampled_from(PARTS)).map("".join))
def test_no_text_brings_another_error(text: str) -> None:
    """Any text is a selection, whose text reads to the same, or a SelectionError with a place in the text."""
    read, fault = read_or_fault(text)
    assert read is None or parse(str(read)) == read
    assert fault is None or 0 <= fault.at <= len(text)


def test_every_key_has_an_example_that_reads() -> None:
    """The example of each key is about that key, and means something with common names."""
    table = AccountTable({0: b"root", 100: b"alice", 10: b"staff"}, {b"root": 0, b"alice": 100, b"staff": 10})
    for key in KEYS:
        read = parse(key.example)
        assert isinstance(read.root, Term)
        assert read.root.key == key.name
        bind(read, Names(accounts=Accounts(table, table)))
    for word in WORDS:
        assert parse(word.name).root == Alone(word.name)
