"""The real implementation of the audit pipeline: threads, door, daemon and trail files."""
