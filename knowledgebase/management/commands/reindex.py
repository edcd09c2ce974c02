from typing import Any

from django.core.management.base import BaseCommand

from knowledgebase.search.index import rebuild


class Command(BaseCommand):
    help = "Writes the search index of the shared answers anew."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{rebuild()} answers")
