"""A TCP proxy on loopback that mistreats what goes through it."""

import asyncio
import random
import socket
import struct
import threading
from dataclasses import dataclass
from pathlib import Path

RESET = struct.pack("ii", 1, 0)
"""SO_LINGER with no time: closing sends RST. Source: socket(7)."""


@dataclass
class Fault:
    """What is done to each piece that passes: held back, its connection reset, swallowed, or sent byte by byte."""

    latency_seconds: float = 0.0
    reset_ratio: float = 0.0
    is_black_hole: bool = False
    bytes_per_second: int = 0


class Proxy:
    """Listens on a port of its own and passes on to a Unix socket; `fault` may be changed at any time."""

    def __init__(self, target: Path, chance: random.Random) -> None:
        self.fault = Fault()
        self._target, self._chance = target, chance
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self.port = 0
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        self._ready.wait()

    def close(self) -> None:
        """Stop, with all connections there still are."""
        self._loop.call_soon_threadsafe(self._cut_all)
        self._thread.join()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()
        self._loop.run_until_complete(asyncio.gather(*asyncio.all_tasks(self._loop), return_exceptions=True))
        self._loop.close()

    def _cut_all(self) -> None:
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.stop()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_unix_connection(str(self._target))
        await asyncio.gather(
            self._pass(reader, back, writer), self._pass(there, writer, writer), return_exceptions=True
        )
        for end in (writer, back):
            end.close()

    async def _pass(self, reader: asyncio.StreamReader, to: asyncio.StreamWriter, client: asyncio.StreamWriter) -> None:
        while piece := await reader.read(65536):
            fault = self.fault
            if fault.is_black_hole:
                continue
            if self._chance.random() < fault.reset_ratio:
                client.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
                client.transport.abort()
                return
            await asyncio.sleep(fault.latency_seconds)
            step = fault.bytes_per_second or len(piece)
            for start in range(0, len(piece), step):
                to.write(piece[start : start + step])
                await to.drain()
                if fault.bytes_per_second:
                    await asyncio.sleep(1)
