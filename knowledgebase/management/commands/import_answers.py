import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from database.after_commit import start_after_commit
from knowledgebase.importing import UnreadableError, import_answers


class Command(BaseCommand):
    help = (
        "Takes in shared answers from JSON Lines (id, title, question, answer, audiences, route, tags; "
        "also language, source, source_date, checked_on, outdated_when, review_date, and translation_of, an id). "
        "The same id again revises the answer. All lines or none."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        try:
            count = import_answers(file.read_text(encoding="utf-8").splitlines())
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        except UnicodeDecodeError as error:
            raise CommandError(f"{file}: not UTF-8") from error
        except UnreadableError as error:
            for number, wrong in error.faults:
                self.stderr.write(f"{file}:{number}: {wrong}")
            raise CommandError(f"{error}; nothing was imported") from error
        start_after_commit("knowledgebase.tasks.embed_answers")
        self.stdout.write(f"{count} answers")
