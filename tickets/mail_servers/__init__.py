"""How mail servers are reached, in and out: encrypted, signed in by OAuth or Graph, and what can go wrong."""
