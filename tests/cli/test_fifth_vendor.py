"""A vendor that another distribution brings is listed, read, synced and searched like the built-in ones."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from hypercorn.asyncio import serve
from hypercorn.config import Config
from hypercorn.typing import Framework

from tests.fifth_vendor import INSTALLED
from tests.fifth_vendor.server import KEY, application


@pytest.fixture
def club() -> Iterator[str]:
    """The club's API on loopback; its base URL."""
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    loop = asyncio.new_event_loop()
    stop = asyncio.Event()
    config = Config()
    config.bind = [f"fd://{listening.detach()}"]
    config.errorlog = None
    config.graceful_timeout = 0.1
    thread = threading.Thread(
        target=lambda: loop.run_until_complete(
            serve(cast(Framework, application()), config, shutdown_trigger=cast(Any, stop.wait))
        )
    )
    thread.start()
    yield f"http://127.0.0.1:{port}/v1"
    loop.call_soon_threadsafe(stop.set)
    thread.join()
    loop.close()


def test_a_vendor_of_another_distribution(club: str, tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.touch(0o600)
    config.write_text(f"[accounts.club]\nvendor = 'club'\nbase_url = '{club}'\nauth = {{ api_key = '{KEY}' }}\n")
    checkout = Path(__file__).parents[2]
    environment = {**os.environ, "PYTHONPATH": f"{INSTALLED}{os.pathsep}{checkout}", "EXPLORER_CONFIG": str(config)}

    def explorer(*arguments: str) -> Any:
        ran = subprocess.run(
            [sys.executable, "-m", "explorer", *arguments], env=environment, capture_output=True, text=True
        )
        assert ran.returncode == 0, ran.stderr
        return json.loads(ran.stdout)

    assert [each["operation"] for each in explorer("ls", "club/members")] == ["list", "get"]
    assert len(explorer("list", "club/members", "--all")) == 120
    assert explorer("get", "club/members/7")["email"] == "member7@example.com"
    assert [each["id"] for each in explorer("list", "club/members", "--search", "member 119")] == [119]
    assert explorer("sync", "club")[0]["held"] == 120
    assert explorer("same", "club/members/7") == []
    assert {each["field"]: each["verdict"] for each in explorer("compare", "club/members/7", "club/members/8")} == {
        "id": "differs",
        "name": "differs",
        "e-mail": "differs",
        "joined": "differs",
    }
    assert ("club/members/7", "Member 7") in [
        (each["address"], each["label"]) for each in explorer("search", "member7@example.com")
    ]
