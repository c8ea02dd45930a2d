"""System-call threads: tokens into a descriptor, a descriptor into a record, a record onto the queue."""
