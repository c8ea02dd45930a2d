"""Which ends each scope has, and how long the shortest run to each finding is; anything else is a failure.

Not good for: being right by itself. It says what was looked at by a person, so that a change is.
"""

from typing import Final

ENDS: Final = {
    "writers": {"well"},
    "low water 0": {"well"},
    "pieces": {"well", "no daemon"},
    "event": {"well", "W1", "no daemon"},
    "event, count": {"well", "no daemon"},
    "event, halt": {"well", "W1", "no daemon", "halted"},
    "event, count and halt": {"well", "no daemon", "halted"},
    "event, off": {"W2"},
    "event, early": {"no daemon"},
    "daemon": {"well", "W1 or W6", "no daemon"},
    "condition": {"well", "W1", "no daemon"},
    "condition, outside": {"well", "W1", "no daemon"},
    "policy": {"well", "W1", "no daemon", "undefined"},
    "marks": {"well"},
    "between the marks": {"well", "W1", "W8", "no daemon", "undefined"},
    "three writers, two events": {"well", "W1", "no daemon"},
    "everything": {"well", "W9", "no daemon", "undefined"},
    "five writers": {"well", "W1", "no daemon"},
}
"""By scope, at either granularity."""
SHORTEST: Final = {
    "W1": 6,
    "W2": 6,
    "W3": 7,
    "W4": 6,
    "W5": 6,
    "W6": 8,
    "W7": 14,
    "Q4": 33,
    "Q11": 8,
    "Q14": 6,
    "Q24": 5,
    "Q25": 6,
    "Q26": 3,
    "Q31": 6,
    "Q32": 34,
    "Q33": 4,
    "W8": 10,
    "W9": 8,
}
"""Steps, by finding."""
