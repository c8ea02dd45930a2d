"""Small programs on an implementation, state by state or schedule by schedule, each step held beside the model's.

Read `program.py` (what a program is), `programs.py` (the named ones), `batch.py` (how an implementation is asked),
`refusals.py` (what it must not do), `states.py` (every state), `stuck.py` (who waits for whom), then `schedule.py`,
`walk.py`, `schedules.py` and `priorities.py` (schedules within a bound on preemptions, and random ones).
"""
