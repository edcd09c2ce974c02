from typing import Any

from django.core.management.base import BaseCommand

from helpdesk.demo.accounts import PASSWORD, accounts
from helpdesk.demo.load import load
from organisation.models import Municipality


class Command(BaseCommand):
    help = "Fills an empty site with a fictional municipality, and prints a sign-in for each role."

    def handle(self, *args: Any, **options: Any) -> None:
        if Municipality.objects.exists():
            self.say("The municipality of the last time is still there.")
        else:
            self.say("Making a fictional municipality …")
            load(self.say)
        self.say(f"\nSign in as (password: {PASSWORD})")
        for role, person in accounts():
            self.say(f"  {role:<28} {person.email}")

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()
