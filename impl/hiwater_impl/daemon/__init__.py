"""The audit daemon: buffers come through its door, records come out of them, and go into trail files."""
