"""The papers that the law asks for, written from the municipality's row and from what the apps declare of themselves.

Public: `/privatliv/`, `/cookies/`, `/tilgaengelighed/`. For its own files: agreement, record, assessments.
"""
