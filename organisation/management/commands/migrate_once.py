from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from database import dialects


class Command(BaseCommand):
    help = "Brings the database up to date, once, however many machines ask for it at the same time."

    def handle(self, *args: Any, **options: Any) -> None:
        if reason := dialects.unfit(connection):
            raise CommandError(reason)
        with dialects.alone("migrate", while_waiting=self.say_who_waits):
            call_command("migrate", interactive=False, verbosity=options["verbosity"], stdout=self.stdout)

    def say_who_waits(self) -> None:
        self.stdout.write("Another process migrates; waiting for it.")
        self.stdout.flush()
