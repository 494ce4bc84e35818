"""The parts of the screen, each with its style sheet beside it."""
