"""Which party handles a route, and who may pass it on."""
