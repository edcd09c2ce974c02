from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from database import dialects
from demo.sample import load_articles, load_tickets


class Command(BaseCommand):
    help = "Adds realistic Danish cases in bulk, for benchmarks."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--tickets", type=int, default=1000, help="How many cases to add.")
        parser.add_argument("--articles", type=int, default=0, help="How many shared answers to add.")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(
                "This adds invented cases that nobody can tell from real ones. Set DEMO=true for a trial."
            )
        for made in load_tickets(options["tickets"]):
            self.stdout.write(f"{made} of {options['tickets']} cases")
            self.stdout.flush()
        if options["articles"]:
            self.stdout.write(f"{load_articles(options['articles'])} shared answers")
        dialects.tidy()
