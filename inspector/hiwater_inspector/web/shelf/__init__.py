"""The runs that can be opened: findings, scenarios, witnesses of search, lessons, vectors, a user's own files."""
