"""A long random use of the whole app while a fifth of what it asks for goes wrong: `python -m tests.soak`."""
