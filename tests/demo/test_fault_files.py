"""Fault sets as files: what is read, how a mistake is named, and how a running demo takes another set."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import fields
from pathlib import Path
from typing import Any

import httpx
import pytest

from explorer.demo.config import CONTROL_PATH
from explorer.demo.faults.fault import Fault, FaultSet
from explorer.demo.faults.read import FaultFileError, find_faults, parse_faults, set_names
from tests.demo.in_process import CREDENTIALS
from tests.demo_vendors import CONTROL_TOKEN, DemoVendors
from tests.waiting import LONGEST

EVERY_KEY = """
seed = 7
clock = -60
token_seconds = 30
hostile_text = true

[[fault]]
vendor = "repcard"
method = ["GET", "PUT"]
path = "/api/users*"
nth = 2
count = 3
share = 0.5
delay = 1
applied = true
status = 429
headers = { X-Odd = "yes" }
content_type = "text/html"
body = "<html>"
deep = 100
oversize = 1000
gzip_bomb = 1000
redirect = "same"
retry_after = 7
retry_after_date = -1.5
loop = 2
shift = -1
duplicates = 4
drip = 0.3
drip_bytes = 10
cut_at = 0
reset = true

[[fault]]
method = "POST"
"""


def test_every_key_is_read() -> None:
    read = parse_faults(EVERY_KEY, "all", "all.toml")
    first, second = read.faults
    assert (read.name, read.seed, read.clock, read.token_seconds, read.hostile_text) == ("all", 7, -60, 30, True)
    untouched = Fault()
    assert [each.name for each in fields(Fault) if getattr(first, each.name) == getattr(untouched, each.name)] == []
    assert (first.method, first.headers, first.retry_after) == (("GET", "PUT"), {"X-Odd": "yes"}, "7")
    assert second == Fault(method=("POST",))


def test_the_sets_that_come_with_the_demo() -> None:
    assert set_names() == ["flaky", "hostile-text", "rate-limited", "slow-link"]
    sets = {name: find_faults(name) for name in set_names()}
    assert [name for name, each in sets.items() if each.name != name] == []
    assert sets["hostile-text"] == FaultSet(name="hostile-text", hostile_text=True)
    assert all(sets[name].faults for name in ("flaky", "rate-limited", "slow-link"))


@pytest.mark.parametrize(
    ("text", "told", "step"),
    [
        ("\n[[fault]]\nstats = 503\n", "x.toml, line 3: unknown key “stats”", "did you mean “status”?"),
        (
            "[[fault]]\nnth = 1\n[[fault]]\nnth = 0\n",
            "x.toml, line 4: “nth” must be a whole number from 1",
            "change it",
        ),
        ("[[fault]]\nshare = 2", "x.toml, line 2: “share” must be a number from 0 to 1", "change it"),
        ("[[fault]]\nstatus = true", "x.toml, line 2: “status” must be a status from 200 to 599", "change it"),
        ("[[fault]]\nvendor = 'acme'", "x.toml, line 2: “vendor” must be one of repcard, repsly,", "change it"),
        ("[[fault]]\nmethod = 'get'", "x.toml, line 2: “method” must be one of GET, POST", "change it"),
        ("[[fault]]\npath = 'users'", "x.toml, line 2: “path” must be a path that begins with", "change it"),
        ("[[fault]]\n[fault.headers]\n'a b' = 'c'", "x.toml, line 2: “headers” must be a table of", "change it"),
        ('[[fault]]\nretry_after = "1\\n"', "x.toml, line 2: “retry_after” must be a text that can", "change it"),
        ("clock = 'later'", "x.toml, line 1: “clock” must be a number of seconds", "change it"),
        ("[fault]\nstatus = 503", "x.toml, line 1: “fault” must be tables", "begin each with [[fault]]"),
        ("[[fault]]\nstatus = ", "x.toml: not TOML: ", "mend it, see toml.io"),
    ],
)
def test_a_mistake_is_named_with_its_line(text: str, told: str, step: str) -> None:
    with pytest.raises(FaultFileError) as caught:
        parse_faults(text, "x", "x.toml")
    assert told in str(caught.value)
    assert caught.value.next_step == step


@pytest.mark.parametrize("serve", [True, False])
def test_a_file_that_cannot_be_used_ends_the_command_with_2(tmp_path: Path, serve: bool) -> None:
    file = tmp_path / "mine.toml"
    file.write_text("[[fault]]\nstats = 503\n")
    for given, told in (
        (str(file), f"{file}, line 2: unknown key"),
        ("falky", "did you mean flaky?"),
        ("x", "name a file, or flaky, hostile-text"),
    ):
        command = [sys.executable, "-m", "explorer", "demo", "--faults", given, *(["--serve"] if serve else [])]
        ended = subprocess.run(command, capture_output=True, text=True, timeout=LONGEST, check=False)
        assert ended.returncode == 2
        assert told in ended.stderr
        assert "Traceback" not in ended.stderr


def test_the_served_vendors_tell_their_faults_and_where_to_change_them() -> None:
    command = [sys.executable, "-m", "explorer", "demo", "--serve", "--people", "20", "--faults", "flaky"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout and process.stderr
        remark = process.stdout.readline()
        told = [process.stderr.readline() for _ in range(5)]
        url, token = remark.split()[2], remark.split()[-1]
        answer = httpx.get(url, headers={"Authorization": f"Bearer {token}"}, trust_env=False, timeout=LONGEST)
        process.terminate()
        process.wait(LONGEST)
    assert "demo faults: flaky\n" in told
    assert answer.json()["name"] == "flaky"


@pytest.fixture
def control(fresh_demo_vendors: DemoVendors) -> httpx.Client:
    root = fresh_demo_vendors.base_urls["gormic"]
    return httpx.Client(
        base_url=root, headers=CREDENTIALS["gormic"] | {"Authorization": f"Bearer {CONTROL_TOKEN}"}, trust_env=False
    )


def test_the_faults_of_running_vendors_are_changed(control: httpx.Client) -> None:
    with control:
        assert control.get(CONTROL_PATH).json() == {"faults": []}
        json_set = {"fault": [{"vendor": "gormic", "status": 503, "nth": 2}]}
        assert control.post(CONTROL_PATH, json=json_set).json()["name"] == "posted"
        assert [control.get("/v1/crm/customers").status_code for _ in range(3)] == [200, 503, 200]
        (shown,) = control.get(CONTROL_PATH).json()["faults"]
        assert (shown["status"], shown["met"], shown["happened"]) == (503, 3, 1)
        control.post(CONTROL_PATH, content="[[fault]]\nstatus = 500")
        assert control.get("/v1/crm/customers").status_code == 500
        assert control.delete(CONTROL_PATH).json() == {"faults": []}
        assert control.get("/v1/crm/customers").status_code == 200
        assert control.post(CONTROL_PATH, params={"name": "slow-link"}).json()["name"] == "slow-link"


def test_what_cannot_be_put_on_is_refused_and_changes_nothing(control: httpx.Client) -> None:
    with control:
        unusable: list[dict[str, Any]] = [
            {"content": "[[fault]]\nstats = 1"},
            {"content": b"\xff"},
            {"json": []},
            {"params": {"name": "x"}},
        ]
        for sent in unusable:
            answer = control.post(CONTROL_PATH, **sent)
            assert answer.status_code == 400
            assert answer.json()["next_step"]
        assert control.post(CONTROL_PATH, params={"name": "hostile-text"}).status_code == 409
        assert control.put(CONTROL_PATH).status_code == 405
        assert control.get(CONTROL_PATH).json() == {"faults": []}


@pytest.mark.parametrize("token", ["", "Bearer", "Bearer x", f"Basic {CONTROL_TOKEN}"])
def test_nobody_without_the_token_changes_anything(control: httpx.Client, token: str) -> None:
    with control:
        for method in ("GET", "POST", "DELETE"):
            answer = control.request(method, CONTROL_PATH, headers={"Authorization": token})
            assert answer.status_code == 401


def test_the_token_is_no_argument_of_a_process(fresh_demo_vendors: DemoVendors) -> None:
    lines = [
        (entry / "cmdline").read_bytes()
        for entry in Path("/proc").iterdir()
        if entry.name.isdigit() and (entry / "cmdline").exists() and os.stat(entry).st_uid == os.getuid()
    ]
    assert any(b"explorer.demo" in line for line in lines)
    assert not any(CONTROL_TOKEN.encode() in line for line in lines)
