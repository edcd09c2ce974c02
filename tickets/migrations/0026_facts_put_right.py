from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import migrations, models

PERCENT = [MinValueValidator(1), MaxValueValidator(100)]


def note_told(apps: Any, _schema_editor: Any) -> None:
    """What was answered before this was asked is not on the list of whom to ring."""
    answers = apps.get_model("tickets", "Message").objects.filter(kind="answer", ticket__requester_email="")
    answers.update(told_at=models.F("created_at"))


class Migration(migrations.Migration):
    dependencies = [("tickets", "0025_limits_and_retention")]

    operations = [
        migrations.AddField(
            "escalationpolicy",
            "high_percent",
            models.PositiveSmallIntegerField(
                db_default=50, default=50, validators=PERCENT, verbose_name="percent of it for high priority"
            ),
        ),
        migrations.AddField(
            "escalationpolicy",
            "urgent_percent",
            models.PositiveSmallIntegerField(
                db_default=25, default=25, validators=PERCENT, verbose_name="percent of it for urgent cases"
            ),
        ),
        migrations.AddField("message", "told_at", models.DateTimeField(editable=False, null=True)),
        migrations.RunPython(note_told, migrations.RunPython.noop),
    ]
