"""The requester's own side: their page of a case, the private link to it, and what they are told there."""
