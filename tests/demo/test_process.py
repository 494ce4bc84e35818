"""The demo vendors as a process of their own: sockets, config, ending."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

from explorer.demo.config import CONTROL, DEMO_ACCOUNTS, bind_ports, bind_sockets, child_command, config_text, ports_of
from explorer.demo.people import VENDORS
from explorer.demo.vendors import DemoOptions, build_apps
from tests.demo.in_process import CREDENTIALS
from tests.demo_vendors import CONTROL_TOKEN, DemoVendors
from tests.waiting import LONGEST

PATHS = {
    "repcard": "/users/minimal",
    "repsly": "/v3/export/users/0",
    "assemble": "/users",
    "gormic": "/v1/crm/customers",
}


@contextmanager
def child(*options: str) -> Iterator[tuple[subprocess.Popen[bytes], list[int]]]:
    """A running child on inherited sockets, with its ports."""
    sockets = bind_sockets()
    process = subprocess.Popen(
        child_command(sockets, "--people", "20", *options),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        pass_fds=[each.fileno() for each in sockets],
        env={**os.environ, CONTROL: CONTROL_TOKEN},
    )
    ports = ports_of(sockets)
    for each in sockets:
        each.close()
    with process:
        try:
            yield process, ports
        finally:
            process.kill()


def answered(vendor: str, base_url: str) -> httpx.Response:
    return httpx.get(base_url + PATHS[vendor], headers=CREDENTIALS[vendor], trust_env=False, timeout=LONGEST)


def test_every_vendor_answers_at_its_base_url(demo_vendors: DemoVendors) -> None:
    for vendor, base_url in demo_vendors.base_urls.items():
        assert answered(vendor, base_url).status_code == 200


def test_the_config_names_four_accounts() -> None:
    config = tomllib.loads(config_text([1, 2, 3, 4]))
    assert config["demo"] is True
    accounts = config["accounts"]
    assert list(accounts) == ["demo-repcard", "demo-repsly", "demo-assemble", "demo-gormic"]
    assert [each["vendor"] for each in accounts.values()] == list(VENDORS)
    assert [each["title"] for each in accounts.values()] == ["RepCard", "Repsly", "Assemble", "Gormic"]
    assert accounts["demo-assemble"]["base_url"] == "http://127.0.0.1:3/api"
    assert set(accounts["demo-gormic"]["auth"]) == {"api_key", "organization_id"}
    assert [each.name for each in DEMO_ACCOUNTS] == list(accounts)


@pytest.mark.parametrize("ending", ["SIGTERM", "SIGINT", "end of standard input"])
def test_the_child_ends_when_told(ending: str) -> None:
    with child() as (process, ports):
        assert process.stdin and process.stdout and process.stderr
        # An idle connection that stays open must not keep the child.
        with httpx.Client(trust_env=False, headers=CREDENTIALS["gormic"], timeout=LONGEST) as client:
            assert client.get(f"http://127.0.0.1:{ports[3]}/v1/crm/customers").status_code == 200
            if ending == "end of standard input":
                process.stdin.close()
            else:
                process.send_signal(getattr(signal, ending))
            assert process.wait(5) == 0
        assert process.stdout.read().decode() == config_text(ports, CONTROL_TOKEN)
        told = process.stderr.read().decode()
    assert len(told.splitlines()) == len(DEMO_ACCOUNTS)
    assert "Traceback" not in told


def test_a_call_under_way_does_not_keep_the_child() -> None:
    with child("--latency", "60000") as (process, ports), socket.create_connection(("127.0.0.1", ports[0])) as call:
        call.settimeout(LONGEST)
        call.sendall(
            b"POST /api/users/1476/unlink HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n"
        )
        heard = call.recv(12)
        assert heard == b"HTTP/1.1 100"
        process.send_signal(signal.SIGTERM)
        assert process.wait(5) == 0
        while more := call.recv(4096):
            heard += more
        assert b"HTTP/1.1 401" not in heard


async def test_latency_is_waited_before_every_answer() -> None:
    begin = asyncio.get_running_loop().time()
    app = build_apps(DemoOptions(people=20, latency=0.03))["repcard"]
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://127.0.0.1") as client:
        for _ in range(2):
            await client.get("/api/nowhere")
    assert asyncio.get_running_loop().time() - begin >= 0.06


def test_stopped_vendors_refuse_and_come_back_on_their_ports(fresh_demo_vendors: DemoVendors) -> None:
    base_url = fresh_demo_vendors.base_urls["repcard"]
    assert answered("repcard", base_url).status_code == 200
    fresh_demo_vendors.stop()
    with pytest.raises(httpx.ConnectError):
        answered("repcard", base_url)
    fresh_demo_vendors.start()
    assert fresh_demo_vendors.base_urls["repcard"] == base_url
    assert answered("repcard", base_url).status_code == 200


def test_a_taken_port_is_said() -> None:
    sockets = bind_ports([0])
    command = [sys.executable, "-m", "explorer.demo", "--port", str(ports_of(sockets)[0])]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=LONGEST, check=False)
    sockets[0].close()
    assert ended.returncode == 2
    assert "cannot listen" in ended.stderr
    assert ended.stdout == ""


@pytest.mark.parametrize("arguments", [["--port", "65534"], ["--people", "0"], ["--fd", "3,4"], ["--fd", "a,b,c,d"]])
def test_faulty_arguments_are_refused(arguments: list[str]) -> None:
    command = [sys.executable, "-m", "explorer.demo", *arguments]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=LONGEST, check=False)
    assert ended.returncode == 2
    assert arguments[0] in ended.stderr


def test_the_second_factor_is_printed() -> None:
    with child("--two-factor") as (process, ports):
        assert process.stderr
        for _ in DEMO_ACCOUNTS:
            process.stderr.readline()
        auth = tomllib.loads(config_text(ports))["accounts"]["demo-assemble"]["auth"]
        headers = {"accept": CREDENTIALS["assemble"]["accept"]}
        with httpx.Client(base_url=f"http://127.0.0.1:{ports[2]}", trust_env=False, headers=headers) as client:
            first = client.post("/auth/api/", json=auth).json()
            code = process.stderr.readline().decode().strip().rsplit(" ", 1)[-1]
            second = client.post("/auth/api/token", json={"token": first["token"], "key": code})
    assert second.status_code == 200


def test_config_is_known_without_loading_a_server() -> None:
    script = (
        "import sys, explorer.demo.config; "
        "print([name for name in ('starlette', 'hypercorn', 'asyncio', 'httpx') if name in sys.modules])"
    )
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=LONGEST)
    assert ended.stdout.strip() == "[]"
