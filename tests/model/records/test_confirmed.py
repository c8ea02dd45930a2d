"""CrossHair confirms the contracts of the integers, and that small tokens of fixed size come back whole.

Not good for: tokens with strings, lists or more than 20 bytes (their round trip is sampled by Hypothesis), and reading
then writing eight bytes at once (confirmed in parts: what `read_u64` returns is `joined` of its halves).
"""

import json
import os
import subprocess
import sys
from pathlib import Path

from hiwater_model.records import Layout
from hiwater_model.records.integers import BOUNDS, READ
from hiwater_model.records.shapes import Integer, fixed_size
from tests.architecture.checkout import ROOT
from tests.records.strategies import every_layout

CONTRACTS_OF_INTEGERS = 35
MOST_BYTES = 20
SECONDS = 240

START = '''"""Tokens of fixed size, written and read."""

from hiwater_model.records import token_bytes
from hiwater_model.records.decode import token_by
from tests.records.strategies import every_layout

LAYOUTS = every_layout()


def back(number, values):
    data = token_bytes(LAYOUTS[number], values)
    return token_by(LAYOUTS[number], data, 0, len(data))


'''
WRONG = '''"""A wrong pair of functions, which must be refuted."""


def read_wrong(octets: bytes) -> int:
    """Two bytes with a sign, the greatest number taken for the least.

    pre: len(octets) == 2
    post: -(2**15) <= __return__ < 2**15
    """
    value = int.from_bytes(octets, "big")
    return value - 2**16 if value > 2**15 else value
'''


def small_tokens() -> dict[int, Layout]:
    """The layouts of at most MOST_BYTES, all of fixed size, one of each form; by their number."""
    found: dict[int, Layout] = {}
    for number, layout in enumerate(every_layout()):
        shapes = [field.shape for field in layout.fields]
        sizes = [fixed_size(shape) for shape in shapes]
        new = shapes not in [[field.shape for field in one.fields] for one in found.values()]
        if new and None not in sizes and sum(size or 0 for size in sizes) <= MOST_BYTES:
            found[number] = layout
    return found


def contract(number: int, layout: Layout) -> str:
    """A function whose contract says that a token of this layout comes back."""
    bounds = []
    for field in layout.fields:
        match field.shape:
            case Integer(_, tuple(allowed)):
                bounds.append(f"{field.name} in {allowed}")
            case Integer(kind):
                bounds.append(f"{BOUNDS[kind][0]} <= {field.name} <= {BOUNDS[kind][1]}")
            case shape:
                bounds.append(f"len({field.name}) == {fixed_size(shape)}")
    names = [field.name for field in layout.fields]
    kinds = ["int" if isinstance(field.shape, Integer) else "bytes" for field in layout.fields]
    arguments = ", ".join(f"{name}: {kind}" for name, kind in zip(names, kinds, strict=True))
    values = "{" + ", ".join(f"'{name}': {name}" for name in names) + "}"
    size = 1 + sum(fixed_size(field.shape) or 0 for field in layout.fields)
    return f'''def token_{number}({arguments}) -> object:
    """The {layout.name} token.

    pre: {" and ".join(bounds)}
    post: __return__ == (LAYOUTS[{number}], 0, {size}, {values})
    """
    return back({number}, {values})


'''


def verdicts(module: str, folder: Path) -> dict[tuple[str, str], list[str]]:
    """What CrossHair says of each contract of a module, which may stand in the folder."""
    ran = subprocess.run(
        [sys.executable, "-m", "tests.model.records.confirming", module],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{folder}{os.pathsep}{ROOT}"},
        capture_output=True,
        text=True,
        check=True,
        timeout=SECONDS,
    )
    lines = [json.loads(line) for line in ran.stdout.splitlines()]
    return {(name, post): states for name, post, states in lines}


def unconfirmed(found: dict[tuple[str, str], list[str]]) -> dict[tuple[str, str], list[str]]:
    """The contracts that are anything but confirmed."""
    return {contract: states for contract, states in found.items() if states != ["CONFIRMED"]}


def test_integers_are_confirmed(tmp_path: Path) -> None:
    """Every contract of every integer function holds for all values: none refuted, none undecided, none vacuous."""
    found = verdicts("hiwater_model.records.integers", tmp_path)
    assert unconfirmed(found) == {}
    assert len(found) == CONTRACTS_OF_INTEGERS
    assert {name for name, _ in found} >= {f"{verb}_{kind}" for verb in ("read", "write") for kind in READ}


def test_small_tokens_are_confirmed(tmp_path: Path) -> None:
    """Whatever such a token holds, written and read it is the same token, to the last byte."""
    tokens = small_tokens()
    assert {"header32", "trailer", "return64", "ip", "ipc"} <= {one.name for one in tokens.values()}
    text = START + "".join(contract(number, layout) for number, layout in tokens.items())
    (tmp_path / "small_tokens.py").write_text(text)
    found = verdicts("small_tokens", tmp_path)
    assert unconfirmed(found) == {}
    assert len(found) == len(tokens)


def test_a_wrong_function_is_refuted(tmp_path: Path) -> None:
    """CrossHair finds the one number for which the planted function is wrong."""
    (tmp_path / "wrong_integers.py").write_text(WRONG)
    (states,) = verdicts("wrong_integers", tmp_path).values()
    assert states == ["POST_FAIL"]
