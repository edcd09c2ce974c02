"""Whether everything runs: what stands still is seen by machines, by administrators in the admin, and told by mail."""
