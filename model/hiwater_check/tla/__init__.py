"""TLC on the TLA+ spec of the queue, beside the shipped relation: the same states and labelled edges, and liveness.

Reading order: `values.py` (values of TLA+ as values of Python), `scopes.py` (which programs), `instance.py` (a program
as constants of the spec), `running.py` (TLC), `dump.py` (its graph), `projection.py` (the relation's states as the
spec's), `comparison.py`, `promises.py` (invariants and liveness), `layer.py`.
"""
