"""Adapters that make whole calls and pick themselves: `python -m … NAME` serves ours, the model, or a liar so."""

import sys

from hiwater_conform.adapter import LineAdapter
from hiwater_conform.model_adapter import ModelAdapter
from hiwater_conform.sequential_face import SequentialFace
from hiwater_conform.serving import serve
from hiwater_inspector.command_line.implementation import ImplementationAdapter
from tests.conformance.liars.liars import LIARS


def behind(name: str) -> LineAdapter:
    """Who stands behind the face."""
    if name == "ours":
        return ImplementationAdapter()
    return ModelAdapter() if name == "model" else LIARS[name].make()


class OnlySequential(SequentialFace):
    """It claims no other mode."""

    def exchange(self, lines: list[bytes]) -> list[bytes]:
        """Without the words for scheduling."""
        return [
            one.replace(b'"scheduled:blocking",', b"").replace(b'"scheduled:fine",', b"")
            for one in super().exchange(lines)
        ]


if __name__ == "__main__":
    serve(OnlySequential(behind(sys.argv[1]), seed=7))
