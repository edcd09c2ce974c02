import json
from typing import Any

from django.core.management.base import BaseCommand

from triage.escalation import sweep


class Command(BaseCommand):
    help = "Moves untouched cases up a tier, once, now. Prints one JSON line: examined, escalated, seconds."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(json.dumps(sweep().as_dict()))
