import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from triage.escalation import sweep


class Command(BaseCommand):
    help = (
        "Moves untouched cases up a tier, once, now. Prints one JSON line: examined, escalated, seconds. "
        "The clock itself does it only in working time; so does this command with --in-hours."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--in-hours", action="store_true", help="leave alone what nobody is there to take up")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(json.dumps(sweep(in_hours=options["in_hours"]).as_dict()))
