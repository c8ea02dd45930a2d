"""The door between a queue and its daemon: request and reply over a Unix socket, one record a call."""
