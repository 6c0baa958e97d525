"""Guard: Python imports this at start where it is on its path; it cuts the network off.

Every attempt to reach another machine, or to look up its name, is written to the file named by
``NETWORK_GUARD`` and refused.
"""

import ipaddress
import os
import sys
import traceback

LOOK_UPS = ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr")


def _is_this_machine(host: object) -> bool:
    text = host.decode() if isinstance(host, bytes) else str(host or "localhost")
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return text == "localhost"
    return address.is_loopback or address.is_unspecified


def _guard(event: str, arguments: tuple) -> None:
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else "localhost"
    elif event in LOOK_UPS:
        host = arguments[0]
    else:
        return
    if not _is_this_machine(host):
        with open(os.environ["NETWORK_GUARD"], "a") as file:
            file.write(f"{event} {host}\n{''.join(traceback.format_stack(limit=12))}\n")
        raise PermissionError(f"The network is cut off; {host} was asked for.")


if "NETWORK_GUARD" in os.environ:
    sys.addaudithook(_guard)
