"""Runs in a container of its own: a door to one that has no way to the outside world."""

import asyncio
import sys
from contextlib import suppress

PORT = 8501


async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Hand on what comes, until it ends."""
    with suppress(ConnectionError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()


async def main(host: str) -> None:
    """Serve for ever."""

    async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        to_reader, to_writer = await asyncio.open_connection(host, PORT)
        await asyncio.gather(carry(reader, to_writer), carry(to_reader, writer))

    async with await asyncio.start_server(pass_on, "0.0.0.0", PORT) as server:
        await server.serve_forever()


asyncio.run(main(sys.argv[1]))
