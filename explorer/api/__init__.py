"""Talking to a vendor. `client` sends; the modules beside it are pure and can be loaded without a network library.

`paging`, `auth` and `build` turn plain values into requests, `decode` and `fault` turn answers into values or typed
errors, `retry` decides about trying again. Only `client` and `transport` reach httpx.
"""
