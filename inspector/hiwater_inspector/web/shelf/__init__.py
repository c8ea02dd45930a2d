"""The runs that can be opened: findings, scenarios, witnesses of the exploration, lessons, the user's own files."""
