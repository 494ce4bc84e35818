"""What holds for every test: the user's own files are out of reach, and so is every network but loopback."""

from __future__ import annotations

import ipaddress
import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

# How long an example takes tells of the machine and of what else runs there, not of the code.
settings.register_profile("explorer", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("thorough", settings.get_profile("explorer"), max_examples=5_000)  # --hypothesis-profile
settings.load_profile("explorer")

pytest_plugins = ["tests.demo_vendors"]

# What runs in the background of a script, or under nohup, ignores these, and so would the programs that tests start.
signal.signal(signal.SIGINT, signal.default_int_handler)
for each in (signal.SIGHUP, signal.SIGQUIT, signal.SIGTERM):
    signal.signal(each, signal.SIG_DFL)

_FOLDERS = {
    "HOME": "home",
    "XDG_CONFIG_HOME": "config",
    "XDG_CACHE_HOME": "cache",
    "XDG_STATE_HOME": "state",
    "XDG_DATA_HOME": "data",
    "XDG_RUNTIME_DIR": "run",
}
_CLEARED = ("EXPLORER_CONFIG", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR")


def pytest_xdist_auto_num_workers() -> int:
    """With `-n auto`, three workers for each processor: most of the time a test waits for a timer or for a vendor."""
    return 3 * (os.cpu_count() or 1)


def _use_folders(patch: pytest.MonkeyPatch, root: Path) -> None:
    for variable, name in _FOLDERS.items():
        folder = root / name
        folder.mkdir(mode=0o700, exist_ok=True)
        patch.setenv(variable, str(folder))


@pytest.fixture(scope="session", autouse=True)
def _session_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """For fixtures that live longer than one test, such as the demo vendors."""
    with pytest.MonkeyPatch.context() as patch:
        for variable in _CLEARED:
            patch.delenv(variable, raising=False)
            patch.delenv(variable.lower(), raising=False)
        _use_folders(patch, tmp_path_factory.mktemp("session"))
        patch.setattr(socket.socket, "connect", _loopback_only(socket.socket.connect))
        patch.setattr(socket.socket, "connect_ex", _loopback_only(socket.socket.connect_ex))
        patch.setattr(socket, "getaddrinfo", _names_of_loopback_only(socket.getaddrinfo))
        yield


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Every test has config, cache and state folders of its own."""
    _use_folders(monkeypatch, tmp_path_factory.mktemp("xdg"))


def _loopback_only(connect: Any) -> Any:
    def checked(self: socket.socket, address: Any) -> Any:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_loopback(address[0]):
            raise AssertionError(f"a test reaches for the network: {address}")
        return connect(self, address)

    return checked


def _names_of_loopback_only(getaddrinfo: Any) -> Any:
    def checked(host: Any, *arguments: Any, **options: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name is not None and not _is_loopback(name):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return getaddrinfo(host, *arguments, **options)

    return checked


def _is_loopback(host: str) -> bool:
    if host in ("", "localhost"):
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False
