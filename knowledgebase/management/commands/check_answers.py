from typing import Any

from django.core.management.base import BaseCommand, CommandError

from knowledgebase.models import Article
from knowledgebase.outdated import overtaken_by


class Command(BaseCommand):
    help = "Lists published answers whose source is older than a change of rules they speak of; fails if there are any."

    def handle(self, *args: Any, **options: Any) -> None:
        count = 0
        for article in Article.objects.published().resting_on_something().order_by("id"):
            for change in overtaken_by(article):
                count += 1
                self.stdout.write(f"{article.key}: {article.title} ({change.what} since {change.since})")
        if count:
            raise CommandError(f"{count} answers rest on a source that is too old")
        self.stdout.write("No answer is overtaken.")
