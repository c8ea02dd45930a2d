"""Traces of free-running threads, followed in the model: is there a run of the model that would have written them?"""

from hiwater_conform.following.follower import Follower, follow
from hiwater_conform.following.header import Header, header_from_wire, header_to_wire
from hiwater_conform.following.lines import BadLine
from hiwater_conform.following.trace_file import Trace, open_trace, read_trace
from hiwater_conform.following.verdict import Consistent, Inconsistent, Unknown, Verdict

__all__ = [
    "BadLine",
    "Consistent",
    "Follower",
    "Header",
    "Inconsistent",
    "Trace",
    "Unknown",
    "Verdict",
    "follow",
    "header_from_wire",
    "header_to_wire",
    "open_trace",
    "read_trace",
]
