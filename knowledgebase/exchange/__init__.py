"""Shared answers between municipalities: written to a file or an address, read from there, and looked at by a person.

The format is described in docs/answer-exchange.md. Nothing that arrives is shown before somebody takes it.
"""
