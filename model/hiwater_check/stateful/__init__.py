"""Long random runs of the model alone, every invariant at every step: under Hypothesis, and by the judge's generator.

Reading order: `moment` (one step), the rules (`relation_rules`, `thread_rules`, `queue_rules`, `counter_rules`,
`door_rules`, `time_rules`), `invariants` (their table), `watching` (a run), `search` (many), `layer` (the verdict).
Not good for: proof. It says how many steps kept every invariant, and what they reached.
"""
