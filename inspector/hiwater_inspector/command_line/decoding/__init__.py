"""The parts of `hiwater decode`: its options, the names it uses, what it tells beside the records."""
