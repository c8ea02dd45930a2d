"""The runs that can be opened: findings, scenarios, witnesses of the exploration, lessons, vectors, the user's own files."""
