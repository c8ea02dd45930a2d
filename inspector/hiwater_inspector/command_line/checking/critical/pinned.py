"""What `pinned.toml` says: how many contracts each module has, and which planted fault each must refute."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import NamedTuple


class Pinned(NamedTuple):
    """By module: the number of its contracts. By fault: the module that refutes it, or why none can."""

    confirmed: dict[str, int]
    refuted: dict[str, str]
    beyond: dict[str, str]


@cache
def pinned() -> Pinned:
    """The numbers and names, with the modules by their whole names."""
    document = tomllib.loads(files(__package__ or "").joinpath("pinned.toml").read_text("utf-8"))
    return Pinned(
        {_whole(module): number for module, number in document["confirmed"].items()},
        {fault: _whole(module) for fault, module in document["refuted"].items()},
        document["beyond"],
    )


def _whole(module: str) -> str:
    return f"{__package__}.sections.{module}"
