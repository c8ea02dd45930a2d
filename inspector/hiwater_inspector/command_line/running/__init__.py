"""The parts of `hiwater run`: workloads as data, the driver, the live counters, the account."""
