"""Live: runs being watched by a browser, computed fairly in one thread, sent over a WebSocket."""
