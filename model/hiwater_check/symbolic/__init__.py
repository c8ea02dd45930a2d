"""CrossHair asked through its API, about a whole module, in a process of its own that has a limit of time.

Reading order: `verdicts.py` (what comes out), `analysis.py` (`analyse`), `checking.py` (what the process does).
"""
