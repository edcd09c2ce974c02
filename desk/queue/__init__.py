"""The queue: lists, filters, search, what is done to many."""
