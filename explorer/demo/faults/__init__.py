"""What goes wrong between the demo vendors and who calls them, scripted as data: request by request."""
