"""pycrdt-websocket behind uvicorn, as its documentation shows; run by its own environment."""

import asyncio
import sys
from importlib import import_module


async def serve(port: int) -> None:
    """Serve every room on a port of this machine, without a store."""
    peer, uvicorn = import_module("pycrdt.websocket"), import_module("uvicorn")
    rooms = peer.WebsocketServer(auto_clean_rooms=False)
    config = uvicorn.Config(
        peer.ASGIServer(rooms), host="127.0.0.1", port=port, log_level="error", ws_max_size=2**30
    )
    async with rooms:
        await uvicorn.Server(config).serve()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
