"""Every state of the shipped relation at named scopes: safety, progress, and every hang found again.

Read `graph.py` (what a state graph is: the definition), `scope.py` (which programs), `search.py` and what it calls
(the same states, faster), `properties.py` (what must hold), `progress.py` (who gets stuck), then `layer.py`.
"""
