"""The TLA+ spec beside the relation."""
