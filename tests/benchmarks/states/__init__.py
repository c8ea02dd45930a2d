"""How fast the exploration of all states is."""
