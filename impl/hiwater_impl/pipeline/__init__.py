"""The functions of audit_io.c and of its neighbours, as threaded code against `hiwater_impl.surroundings`."""
