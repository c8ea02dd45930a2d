"""The page /queue: what it draws, the runs that it is drawn from, and the feed by which it stays up to date.

Reading order: `view` (what is drawn), `run` (the one face of a run), `driven` (a run step by step: `pair` puts the
implementation beside the model, `recording` keeps what it did, `picture` and `why` make the view of a moment), `acting`
and `scheduling` (what comes next), `changes` and `feed` (what a page is sent), `runs` and `routes`.
"""
