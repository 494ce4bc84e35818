"""The state machine of writing, as often as a change to the program can wait for."""

from __future__ import annotations

import pytest

from tests.writing.machine import CI_RUNS, STEPS, run


@pytest.mark.parametrize("seed", [5, 77])
def test_no_write_or_draft_is_lost_doubled_or_hidden(seed: int) -> None:
    """The same runs each time; others by the command."""
    print(f"python -m tests.writing.machine --runs {CI_RUNS // 2} --seed {seed}")
    run(CI_RUNS // 2, STEPS, seed)
