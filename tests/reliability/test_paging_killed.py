"""`explorer sync`, killed while a page is on its way."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path

from tests.fault_server import FaultServer, Reply, Seen, fault_server, json_reply
from tests.waiting import in_time


def users(stamp: int, *ids: int) -> Reply:
    """A page of Repsly's export; without rows it is the last."""
    meta = {"TotalCount": len(ids), "LastTimeStamp": stamp}
    return json_reply({"MetaCollectionResult": meta, "Users": [{"ID": f"{each}", "Name": f"N {each}"} for each in ids]})


PAGES = {"0": users(50, *range(50)), "50": users(100, *range(50, 100)), "100": users(120, *range(100, 120))}


def place(seen: Seen) -> str:
    """The time stamp that was asked for."""
    return seen.target.rpartition("/")[2]


def answered(seen: Seen) -> Reply:
    return PAGES.get(place(seen), users(0))


async def explorer(folder: Path, server: FaultServer, *arguments: str) -> asyncio.subprocess.Process:
    """`explorer` with these arguments, just started, and an account `field` on the server."""
    config = folder / "config.toml"
    config.touch(0o600)
    auth = '{ username = "u", password = "p" }'
    config.write_text(f'[accounts.field]\nvendor = "repsly"\nbase_url = "{server.url}"\nauth = {auth}\n')
    homes = {f"XDG_{kind}_HOME": str(folder / kind.lower()) for kind in ("CONFIG", "CACHE", "STATE")}
    pipe = asyncio.subprocess.PIPE
    command = (sys.executable, "-m", "explorer", "--config", str(config), *arguments)
    return await asyncio.create_subprocess_exec(*command, env={**os.environ, **homes}, stdout=pipe, stderr=pipe)


async def test_g12_killed_in_the_middle_it_goes_on_and_no_row_is_missing_or_double(tmp_path: Path) -> None:
    hanging, never = "", asyncio.Event()
    async with fault_server() as server:
        server.otherwise = lambda seen: Reply(wait=never) if place(seen) == hanging else answered(seen)
        for hanging in ("50", "100"):
            process = await explorer(tmp_path, server, "sync", "field/users")
            async with in_time():
                while not (server.seen and place(server.seen[-1]) == hanging):
                    await asyncio.sleep(0.005)
            process.kill()
            await process.communicate()
        hanging = ""
        process = await explorer(tmp_path, server, "sync", "field/users")
        _, told = await process.communicate()
        assert process.returncode == 0, told
        assert [place(seen) for seen in server.seen] == ["0", "50", "50", "100", "100", "120"]
        process = await explorer(tmp_path, server, "--offline", "list", "field/users", "--all")
        listed, told = await process.communicate()
        assert process.returncode == 0, told
    assert [row["ID"] for row in json.loads(listed)] == [f"{each}" for each in range(120)]
