"""The page /compare: one run on two sides, step by step: model, implementation, faulted copies, original."""
