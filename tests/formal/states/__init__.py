"""The exploration of all states: it finds what is there, and planted faults."""
