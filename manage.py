#!/usr/bin/env python
"""Runs the project's commands, such as `manage.py migrate`."""

import os
import sys

MISCONFIGURED = 78
"""`EX_CONFIG`."""
NO_INPUT = 66
"""`EX_NOINPUT`: a file that was named cannot be read."""
TEMPORARY_FAILURE = 75
"""`EX_TEMPFAIL`. A mail server keeps the mail and tries again; on any other it sends the mail back."""


def main(arguments: list[str]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")
    takes_mail = arguments[1:2] == ["receive_mail"]
    try:
        run(arguments)
    except Exception as error:
        if not takes_mail:
            raise
        # Half an upgrade, a missing package: whatever it is, the mail must not be lost by it.
        sys.stderr.write(f"receive_mail: {type(error).__name__}\n")
        sys.exit(TEMPORARY_FAILURE)
    except SystemExit as ending:
        if takes_mail and ending.code not in {None, 0, NO_INPUT}:
            sys.exit(TEMPORARY_FAILURE)
        raise


def run(arguments: list[str]) -> None:
    """Runs the command. What is not set is said in a sentence, without a trace."""
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415  a missing package is caught too
    from django.core.management import execute_from_command_line  # noqa: PLC0415

    from database.no_database.base import NoDatabase  # noqa: PLC0415

    try:
        execute_from_command_line(arguments)
    except (ImproperlyConfigured, NoDatabase) as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(MISCONFIGURED)


if __name__ == "__main__":
    main(sys.argv)
