"""Who may ask, from where, and what a page may load: every request passes `guard.py` before it reaches a route."""
