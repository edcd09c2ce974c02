from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from demo.accounts import PASSWORD, accounts
from demo.load import load
from demo.numbers import count_numbers
from organisation.models import Municipality


class Command(BaseCommand):
    help = "Prepares the database, makes a fictional municipality where there is none, and prints the sign-ins."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(
                "This makes people whose password everybody can read. Set DEMO=true where nothing real is kept."
            )
        self.say("Preparing the database …")
        call_command("migrate", verbosity=0)
        if Municipality.objects.exists():
            self.say("The municipality of the last time is still there.")
        else:
            self.say("Making a fictional municipality …")
            load(self.say)
            count_numbers()
        self.say(f"\nSign in as (password: {PASSWORD})")
        for role, person in accounts():
            self.say(f"  {role:<28} {person.email}")

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()
