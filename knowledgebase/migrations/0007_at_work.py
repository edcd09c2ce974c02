"""The texts that are being written, and those that somebody owns, found without reading all answers."""

from django.db import migrations, models

from database.online_indexes import AddIndexOnline


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("knowledgebase", "0006_writing")]

    operations = [
        AddIndexOnline(
            "article",
            models.Index(
                fields=["status", "id"],
                name="article_at_work",
                condition=models.Q(status__in=("draft", "proposed")),
            ),
        ),
        AddIndexOnline(
            "article",
            models.Index(
                fields=["owner", "id"], name="article_of_owner", condition=models.Q(owner__isnull=False)
            ),
        ),
    ]
