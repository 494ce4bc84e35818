"""The measures, one module a group."""
