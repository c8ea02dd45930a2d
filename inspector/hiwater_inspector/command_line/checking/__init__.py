"""The parts of `hiwater check`: each takes the implementation through one kind of judging and says what it saw."""
