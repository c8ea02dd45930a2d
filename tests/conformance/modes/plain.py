"""The model as an adapter that claims the file as given in blocking steps, and no more: `python -m` serves it."""

from hiwater_conform.adapter import Declaration
from hiwater_conform.model_adapter import ModelAdapter
from hiwater_conform.serving import serve


class Plain(ModelAdapter):
    """It says little of itself."""

    def exchange(self, lines: list[bytes]) -> list[bytes]:
        """The answer to `start` has no other words."""
        answers = super().exchange(lines)
        head = b'"language":"python","version":"1","capabilities":["scheduled:blocking"]}'
        return [
            answer[: answer.index(b'"language"')] + head if b'"language"' in answer else answer for answer in answers
        ]

    def start(self) -> Declaration:
        """As over lines."""
        return Declaration("python", "1", ("scheduled:blocking",))


if __name__ == "__main__":
    serve(Plain())
