"""The process in which inputs are checked, since machine code that goes wrong takes its process along; a program.

Questions come as lines of JSON, {"seed", "first", "count"} for a batch or {"seed", "number", "data"} for one input
whose bytes are others; each is answered by one line: how much was done, and the first failure.
"""

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from tests.records.fuzz.checks import Asked, asked_of, check
from tests.records.fuzz.failed import Failed
from tests.records.fuzz.inputs import Input, input_of
from tests.records.fuzz.printing import guard_own_printer

Check = Callable[[Input, Asked], None]


@dataclass
class Answer:
    """What was done of a question: inputs, their bytes, the longest one, how many were compared and printed."""

    inputs: int = 0
    bytes: int = 0
    longest: int = 0
    compared: int = 0
    printed: int = 0
    failed: int | None = None
    """The number of the input that failed; those behind it were not looked at."""
    kind: str = ""
    """Which check it was; the same for all inputs that fail alike."""
    why: str = ""

    def take(self, number: int, one: Input, asked: Asked, check_it: Check) -> bool:
        """Check one input; whether it held."""
        try:
            check_it(one, asked)
        except Failed as failed:
            self.failed, self.kind, self.why = number, failed.kind, failed.what
        except Exception as error:  # noqa: BLE001 - whatever the code raises is what is looked for
            self.failed, self.kind, self.why = number, type(error).__name__, str(error)
        self.inputs += 1
        self.bytes += len(one.data)
        self.longest = max(self.longest, len(one.data))
        self.compared += asked.compared
        self.printed += asked.printed
        return self.failed is None


def answered(question: dict[str, Any], check_it: Check) -> Answer:
    """Do what is asked."""
    answer, seed = Answer(), question["seed"]
    if "data" in question:
        one = input_of(seed, question["number"])._replace(data=bytes.fromhex(question["data"]))
        answer.take(question["number"], one, asked_of(question["number"]), check_it)
        return answer
    for number in range(question["first"], question["first"] + question["count"]):
        if not answer.take(number, input_of(seed, number), asked_of(number), check_it):
            break
    return answer


def answers(lines: Iterator[str], check_it: Check) -> Iterator[str]:
    """The answers to questions, both as lines."""
    for line in lines:
        yield json.dumps(asdict(answered(json.loads(line), check_it))) + "\n"


def main(check_it: Check = check) -> None:
    """Answer until there are no more questions."""
    guard_own_printer()
    for answer in answers(sys.stdin, check_it):
        sys.stdout.write(answer)
        sys.stdout.flush()


if __name__ == "__main__":
    main()
