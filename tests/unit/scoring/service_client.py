"""Talks to a scoring service in this process, without a port."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx

from core.scoring.service import create_app


class ServiceClient:
    """A service on a model folder; an exception inside becomes a 500, as over the network."""

    def __init__(self, folder: Path) -> None:
        self._transport = httpx.ASGITransport(create_app(folder), raise_app_exceptions=False)

    def get(self, path: str) -> httpx.Response:
        """Send a GET request."""
        return self.send("GET", path)

    def post(self, path: str, **body: Any) -> httpx.Response:
        """Send a POST request with json= or content=."""
        return self.send("POST", path, **body)

    def send(self, method: str, path: str, **body: Any) -> httpx.Response:
        """Send any request."""

        async def answer() -> httpx.Response:
            async with httpx.AsyncClient(transport=self._transport, base_url="http://127.0.0.1") as client:
                return await client.request(method, path, **body)

        with ThreadPoolExecutor(1) as own_thread:  # browser tests leave a running loop in this one
            return own_thread.submit(lambda: asyncio.run(answer())).result()
