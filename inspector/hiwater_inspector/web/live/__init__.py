"""A live run: the shipped threads with a real daemon and a real trail, drawn from the lines that their locks write.

Reading order: `run.py` (what a page can do), `system.py` (what runs), `recorder.py` (who reads its lines), `folding.py`
(from lines to what is known), `picture.py` (from there to the view), `following.py` (the model beside it).
"""
