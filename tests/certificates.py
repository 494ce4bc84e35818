"""Certificates signed by themselves, made by the system's `openssl`, also such that have expired."""

from __future__ import annotations

import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.waiting import LONGEST

_CONFIG: Final = """
[ca]
default_ca = own
[own]
database = {folder}/index.txt
new_certs_dir = {folder}
rand_serial = yes
default_md = sha256
policy = any
x509_extensions = server
[any]
commonName = supplied
[server]
subjectAltName = {name}
basicConstraints = critical, CA:true
[req]
distinguished_name = subject
[subject]
"""


@dataclass(frozen=True, slots=True)
class Certificate:
    """Two PEM files."""

    key: Path
    certificate: Path


def certificate(folder: Path, name: str, *, days: int = 1) -> Certificate:
    """For `name` (`IP:127.0.0.1`, `DNS:a.example`), begun three days ago and valid for `days` from now on."""
    config, key, request, made = (folder / each for each in ("ca.cnf", "key.pem", "request.pem", "certificate.pem"))
    config.write_text(_CONFIG.format(folder=folder, name=name))
    (folder / "index.txt").touch()
    begin, end = (time.strftime("%Y%m%d%H%M%SZ", time.gmtime(time.time() + 86400 * each)) for each in (-3, days))
    curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", str(key))
    _openssl("req", "-new", "-config", config, *curve, "-subj", "/CN=vendor", "-out", request)
    dates = ("-startdate", begin, "-enddate", end)
    signing = ("-selfsign", "-batch", "-notext", "-config", config, "-keyfile", key)
    _openssl("ca", *signing, *dates, "-in", request, "-out", made)
    return Certificate(key, made)


def _openssl(*arguments: str | Path) -> None:
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True, timeout=LONGEST)
