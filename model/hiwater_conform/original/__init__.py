"""The original C as an adapter: an unmodified `audit_io.c` that the user names, compiled with a shim of our own.

Reading order: `source` finds the file, `build` compiles it, `process` runs it. The shim in C is in `shim/`: start with
`kernel.h` (what the file shares with its neighbours), `hooks.h` (how its lines become stops), `points.c`.
Left out: the text of the file. It is never in this tree; it is stripped into a temporary folder when it is compiled.
"""
