"""One test per case of what the world does to the explorer; `python -m tests.reliability` shows them."""
