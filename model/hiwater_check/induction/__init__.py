"""The queue's invariant for any number of writers, any marks, any number of asynchronous backends.

Reading order: `protocol` (the abstraction, whose steps call the model's own decisions), `translation` (Python to
solver terms) and `agreeing` (that they say what Python says), `invariants`, `obligations`, `tight` and `judges` (what
is asked of Z3, cvc5 and Spacer), `image` and `edges` (that each step of the model is a step of the abstraction),
`layer`.
"""
