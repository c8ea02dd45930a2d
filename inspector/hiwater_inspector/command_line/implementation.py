"""Our implementation as an adapter of the judge: here, and nowhere below, the two meet."""

from hiwater_conform.adapter import AdapterEnded, LineAdapter
from hiwater_impl.lockstep.answering import Answering


class ImplementationAdapter(LineAdapter):
    """Answers lines from the shipped pipeline under control, in this process. `close` gives its threads back."""

    def __init__(self) -> None:
        super().__init__()
        self._answering = Answering()

    def exchange(self, lines: list[bytes]) -> list[bytes]:
        """Many requests at once. Raises AdapterEnded for what is no request."""
        answers: list[bytes] = []
        try:
            for line in lines:
                answers.append(self._answering.answer(line))  # noqa: PERF401 an end in the middle keeps what was said
        except (ValueError, KeyError, TypeError) as error:
            raise AdapterEnded(f"{type(error).__name__}: {error}", answers) from error
        return answers

    def restart(self) -> None:
        """Begin anew."""
        self.close()

    def close(self) -> None:
        """Nothing is configured afterwards."""
        self._answering.close()
