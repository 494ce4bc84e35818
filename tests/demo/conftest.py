"""Fixtures for the demo vendors' own tests."""

from __future__ import annotations

import pytest

from tests.demo.in_process import InProcess


@pytest.fixture
def vendors() -> InProcess:
    """The four vendors in process, of this test's own."""
    return InProcess()
