"""What can lie in front: the main screen, and dialogs that return a value."""
