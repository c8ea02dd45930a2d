"""The peer's daemon: a socketserver that takes pickled log records and appends each, with one write(2), to a file."""

import logging
import os
import pickle
import socketserver
import struct
import sys

_LENGTH = struct.Struct(">L")


class Appending(socketserver.StreamRequestHandler):
    """One connection of a SocketHandler."""

    server: "Server"

    def handle(self) -> None:
        """Record after record, until the connection ends."""
        while len(head := self.rfile.read(_LENGTH.size)) == _LENGTH.size:
            record = logging.makeLogRecord(pickle.loads(self.rfile.read(*_LENGTH.unpack(head))))
            os.write(self.server.file, (record.getMessage() + "\n").encode())


class Server(socketserver.ThreadingUnixStreamServer):
    """Listens at a path; `file` is the descriptor that is appended to."""

    daemon_threads = True
    file: int


def main(path: str, file: str) -> None:
    """Serve until killed; a line says that it listens."""
    with Server(path, Appending) as server:
        server.file = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o640)
        sys.stdout.write("listening\n")
        sys.stdout.flush()
        server.serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:3])
