from argparse import ArgumentParser
from datetime import date, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from reporting import counting, publishing
from reporting.models import CountedDay


class Command(BaseCommand):
    help = (
        "Counts the daily numbers: the days on which something changed, or every day from --from to --to anew. "
        "May run at any time and be broken off; the same day counted twice is the same."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", dest="first", type=date.fromisoformat, help="first day to count anew, 2026-08-01")
        parser.add_argument("--to", dest="last", type=date.fromisoformat, help="last day, today if left out")

    def handle(self, *args: Any, **options: Any) -> None:
        counting.find_changes()
        if first := options["first"]:
            last = options["last"] or counting.day_of(timezone.now())
            if first > last:
                raise CommandError("--from is after --to.")
            CountedDay.objects.make_stale(first + timedelta(days=each) for each in range((last - first).days + 1))
        for counted, waiting in counting.count_stale():
            self.stdout.write(f"{counted} of {counted + waiting} days", ending="\r" if waiting else "\n")
            self.stdout.flush()
        publishing.publish()
        self.stdout.write("Every day is counted.")
