"""Pure values: no I/O, no Textual, no HTTP, no SQL. Only `validate` imports pydantic."""
