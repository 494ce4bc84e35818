"""The guard in conftest.py holds: tests reach neither the network nor the user's files."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest


@pytest.mark.parametrize("address", ["192.0.2.1", "8.8.8.8", "::ffff:192.0.2.1"])
def test_no_address_but_loopback_is_reached(address: str) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as ours, pytest.raises(AssertionError, match="reaches for the network"):
        ours.connect((address, 443))


def test_no_name_is_looked_up() -> None:
    with pytest.raises(socket.gaierror):
        socket.getaddrinfo("vendor.example", 443)
    assert socket.getaddrinfo("localhost", 443)


def test_files_go_to_temporary_folders() -> None:
    assert "HOME" in os.environ and str(Path.home()) == os.environ["HOME"]
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME"):
        assert "pytest-" in os.environ[name] and not list(Path(os.environ[name]).iterdir())
    assert "EXPLORER_CONFIG" not in os.environ and "HTTPS_PROXY" not in os.environ
