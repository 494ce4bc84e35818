"""Demo Assemble: users with 26 filters and 21 includes, what hangs off them, and signing in."""
