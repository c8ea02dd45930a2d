"""Conformance vectors: runs with the whole answer to each step, and runs whose last answer a clause forbids.

They are made from the model (`making`), stand in the specification's `vectors/v1` (`stored`), are held against the
model (`checking`); `conforming` sends them to an implementation. Not good for: finding anything that nobody thought of.
"""
