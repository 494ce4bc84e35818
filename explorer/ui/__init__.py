"""The screen: the only folder that imports Textual."""

import os

# Read by Textual as it is imported. Its 100 ms make `escape` feel slow; over SSH the bytes of a key come together.
os.environ.setdefault("ESCDELAY", "25")
