"""Credentials stay with the origin they were given for; secrets and queries stay out of messages and logs."""

from __future__ import annotations

import subprocess
import sys

from tests.api.conftest import operation

LIST, GET, UPDATE = operation("list"), operation("get"), operation("update")
PERSON = ("people", "1")


def test_the_pure_modules_load_no_network_library() -> None:
    code = """
import sys
import explorer.api.paging, explorer.api.auth
light = set(sys.modules)
import explorer.api.build, explorer.api.parameters, explorer.api.decode, explorer.api.fault, explorer.api.retry
pure = set(sys.modules)
print(sorted(light & {"httpx", "ssl", "asyncio", "pydantic", "socket", "email", "http"}))
print(sorted(pure & {"httpx", "ssl", "asyncio", "pydantic"}))
"""
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert told == "[]\n[]\n"
