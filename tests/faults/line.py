"""Line: the network between a page and its server, to be cut, frozen and restored."""

from __future__ import annotations

import contextlib
import socket
import threading


class Line:
    """Forwards connections to a server while it is whole; a context manager.

    Parameters
    ----------
    host : str
        ``address:port`` of the server.

    Attributes
    ----------
    url : str
        Where the server seems to be.
    """

    def __init__(self, host: str) -> None:
        address, port = host.rsplit(":", 1)
        self._target = (address, int(port))
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=200)
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._flowing = threading.Event()
        self._flowing.set()
        self._is_cut = False
        self._ends: set[socket.socket] = set()
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> Line:
        return self

    def __exit__(self, *_: object) -> None:
        self.cut()
        self._listener.close()

    def cut(self) -> None:
        """End all connections, and every new one."""
        self._is_cut = True
        self._flowing.set()
        for end in list(self._ends):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def freeze(self) -> None:
        """Let nothing through any more, without a word to either side."""
        self._flowing.clear()

    def restore(self) -> None:
        """Whole again, for new connections; frozen ones flow on."""
        self._is_cut = False
        self._flowing.set()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            if self._is_cut:
                near.close()
                continue
            far = socket.create_connection(self._target)
            self._ends |= {near, far}
            for source, sink in ((near, far), (far, near)):
                threading.Thread(target=self._pump, args=(source, sink), daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                self._flowing.wait()
                sink.sendall(data)
        for end in (source, sink):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        source.close()
        self._ends.discard(source)
