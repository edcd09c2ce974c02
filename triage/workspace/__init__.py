"""The staff's pages of a case, inside the admin: the queue and the workspace."""
