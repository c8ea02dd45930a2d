"""The parts of `hiwater faults`: applications and daemons as processes, what is done to them, and the account after."""
