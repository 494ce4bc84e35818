"""The state machine of writing, as often as a change to the program can wait for."""

from __future__ import annotations

import random

import pytest

from tests.writing.machine import CI_RUNS, STEPS, run


@pytest.mark.parametrize("half", [1, 2])
def test_no_write_or_draft_is_lost_doubled_or_hidden(half: int) -> None:
    """Other runs each time; the seed in the output of a failure finds them again."""
    seed = random.SystemRandom().randrange(2**32)
    print(f"python -m tests.writing.machine --runs {CI_RUNS // 2} --seed {seed}")
    run(CI_RUNS // 2, STEPS, seed)
