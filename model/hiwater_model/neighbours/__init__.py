"""Functions of other files of the kernel, as far as the queue needs them to live."""
