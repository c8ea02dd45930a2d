"""One module a command; `table.py` beside this folder names them all."""
