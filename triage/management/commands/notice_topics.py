from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from triage.topics.noticing import notice_earlier


class Command(BaseCommand):
    help = (
        "Looks for the topic of the cases that came before there were topics; --again: of all of which no person has "
        "said it, after the words of the topics were changed. May run at any time and be broken off."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--again", action="store_true", help="also cases that were looked through before")

    def handle(self, *args: Any, **options: Any) -> None:
        done = 0
        for done in notice_earlier(again=options["again"]):
            self.stdout.write(f"{done} cases", ending="\r")
            self.stdout.flush()
        self.stdout.write(f"{done} cases were looked through.")
