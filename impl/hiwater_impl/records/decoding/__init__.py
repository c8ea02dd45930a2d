"""From trails to what is printed of them: which pieces, in which form, on how many threads, what is told besides."""
