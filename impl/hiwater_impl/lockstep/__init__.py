"""The pipeline as an implementation of the judge's protocol: configured, stepped and observed, line by line."""
