"""Events without a process: start, finish, drop, and the softcall that queues them."""
