"""The output of OpenBSM's praudit, byte for byte, in all its forms.

Reading order: `printer` (the class that callers use), `operations` (what programs are made of), `steps`, `forms`,
`words` and `programs` (programs from the specs), then the kernels: `measuring` (where a token ends), `values`, `dates`
and `sequences` (one field each), `tokens` (one token), `stretches` (whole records, by their byte counts or by pieces).
"""
