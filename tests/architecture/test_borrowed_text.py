"""No file of ours holds the text of the original C or of its licence."""

import pytest

from tests.architecture.borrowed_text import LICENCE, RUN, listing, runs_of
from tests.architecture.checkout import ROOT, own_files, text_of


def test_no_file_holds_the_licence_of_the_c() -> None:
    """The licence of the original is named in no file: nothing here is under it."""
    holders = [
        str(path.relative_to(ROOT)) for path in own_files() if LICENCE in " ".join((text_of(path) or "").split())
    ]
    assert holders == []


def test_no_file_holds_lines_of_the_c() -> None:
    """Three lines of the original in a row stand in no file."""
    original = listing()
    if original is None:
        pytest.skip("no listing of audit_io.c beside the checkout; HIWATER_AUDIT_IO names one")
    runs = runs_of(original.read_text(encoding="utf-8"))
    assert len(runs) > RUN
    holders = {
        str(path.relative_to(ROOT)): shared[0]
        for path in own_files()
        if (shared := sorted(runs & runs_of(text_of(path) or "")))
    }
    assert holders == {}


ORIGINAL = """\
100 \tif (queue_is_full(queue)) {
101 \t\tmutex_enter(&(queue->lock));
102
103 \t\twait_for_room(queue);
104 \t}
105 \treturn (enqueue(queue));
"""
COPIES = {
    "as it is": "if (queue_is_full(queue)) {\n\tmutex_enter(&(queue->lock));\n\twait_for_room(queue);\n",
    "with its numbers": ORIGINAL,
    "in comments": "# mutex_enter(&(queue->lock));\n# wait_for_room(queue);\n# return (enqueue(queue));\n",
    "quoted": "> mutex_enter(&(queue->lock));\n>\n> wait_for_room(queue);\n> return (enqueue(queue));\n",
    "as strings": '"mutex_enter(&(queue->lock));",\n"wait_for_room(queue);",\n"return (enqueue(queue));",\n',
    "in one string": 'C = "x;\\nmutex_enter(&(queue->lock));\\n\\twait_for_room(queue);\\nreturn (enqueue(queue));"',
}


@pytest.mark.parametrize("copy", COPIES.values(), ids=COPIES)
def test_planted_copy_is_found(copy: str) -> None:
    """A copy is found however it is dressed."""
    assert runs_of(ORIGINAL) & runs_of("before it\n" + copy)


def test_two_lines_are_not_a_copy() -> None:
    """Two lines in a row, such as a planted change needs, pass."""
    assert not runs_of(ORIGINAL) & runs_of("mutex_enter(&(queue->lock));\nwait_for_room(queue);\nand then ours\n")
