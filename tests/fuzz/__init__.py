"""Anything at all, sent to the demo vendors and answered to the client."""
