"""The sections, by subject. Every contract holds a function of the pipeline against the model's steps for it.

A contract gives how the section ended if both sides agree in everything, and else `differs` with what they differ in.
"""
