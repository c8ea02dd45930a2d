"""The page /spec: the clauses, what has been shown of each, the findings."""
