"""Servers of the tests' own: PostgreSQL and Redis on free ports, as an ordinary user, in a folder that goes away."""
