"""pycrdt-websocket behind uvicorn, as its documentation shows; run by the Python of its own venv."""

import asyncio
import sys
from typing import Any


async def serve(port: int) -> None:
    """Serve every room on `port`, without a store."""
    import uvicorn  # noqa: PLC0415  both live in the peer's own environment
    from pycrdt.websocket import ASGIServer, WebsocketServer  # noqa: PLC0415

    rooms: Any = WebsocketServer(auto_clean_rooms=False)
    config = uvicorn.Config(
        ASGIServer(rooms), host="127.0.0.1", port=port, log_level="error", ws_max_size=2**30
    )
    async with rooms:
        server = uvicorn.Server(config)
        task = asyncio.create_task(server.serve())
        while not server.started:
            await asyncio.sleep(0.05)
        print("listening", flush=True)
        await task


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
