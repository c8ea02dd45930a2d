"""Which records are wanted: one grammar for the command line and the pages, checked when read, quick on headers alone.

Reading order: `keys.py` (what can be asked), `values.py` and `tree.py` (what was asked), `parsing.py`, `binding.py`
(names become numbers), `questions.py` (a record is tried), `records.py` (what a record must offer).
"""
