"""Fixtures for the demo vendors' own tests."""

from __future__ import annotations

import pytest

from tests.demo.in_process import InProcess
from tests.demo_vendors import demo_vendors as demo_vendors
from tests.demo_vendors import fresh_demo_vendors as fresh_demo_vendors


@pytest.fixture
def vendors() -> InProcess:
    """The four vendors in process, of this test's own."""
    return InProcess()
