"""The bank of semantic faults and its kill matrix: which technique of the proofs finds which fault, and how soon.

Reading order: `bank` and `faults.toml` (the faults), `faulted` (a copy of the model that has one), `speaker` (such a
copy as a process), `techniques`, `matrix` (all on all), `record` and `MATRIX.md` (what came of it).
Not good for: showing that *every* fault would be found; the faults were chosen by hand.
"""
