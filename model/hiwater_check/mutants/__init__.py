"""The contracts judged: every mutant of the functions under contract is refuted, or proved to do the same.

Reading order: `mutations.py` (what a mutant is), `subjects.py` (of which functions), `judging.py` (how one is judged),
`layer.py`.
"""
