"""The implementation's critical sections, held equal to the model's own steps by CrossHair, for all integers.

Reading order: `sections/enqueueing.py` (what a section looks like), `situation.py`, `shipped.py` and `modelled.py` (the
two sides), `passage.py` (what is compared), `layer.py` (how they are run); `pinned.toml` says how many there are.
"""
