"""Demo RepCard: users, customers by id, and customers' attachments."""
