"""A terminal explorer for people records in several SaaS systems."""

__version__ = "0.1.0"
