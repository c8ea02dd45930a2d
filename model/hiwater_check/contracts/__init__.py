"""Contracts over the shipped functions of the model, and of its relation, confirmed by CrossHair for all integers.

Reading order: `about.py`, `skeleton.py` (how the relation gets symbolic integers), then `enqueueing.py`, `blocking.py`,
`dequeuing.py`; `pinned.toml` says how many conditions each module has, `layer.py` runs them.
"""
