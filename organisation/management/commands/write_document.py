"""`manage.py write_document NAME`: one of the documents of data protection, as Markdown on standard output."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from organisation.papers.documents import DOCUMENTS, write


class Command(BaseCommand):
    help = "Writes a document of data protection, in Danish, with what the program knows: " + ", ".join(DOCUMENTS)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", choices=list(DOCUMENTS))

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(write(options["name"]), ending="")
