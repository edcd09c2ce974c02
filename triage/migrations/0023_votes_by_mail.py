from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def count_on(apps: Any, _schema: Any) -> None:
    """What was voted for from a browser counts on; who gave an address wanted to hear."""
    vote = apps.get_model("triage", "Vote")
    vote.objects.update(confirmed_on=models.F("day"))
    vote.objects.exclude(email="").update(hears=True)


class Migration(migrations.Migration):
    dependencies = [
        ("knowledgebase", "0009_starting_topics"),
        ("tickets", "0036_targets"),
        ("triage", "0022_guessed_facts"),
    ]

    operations = [
        migrations.AddField(
            model_name="vote", name="confirmed_on", field=models.DateField(editable=False, null=True)
        ),
        migrations.AddField(
            model_name="vote",
            name="hears",
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.CreateModel(
            name="LookedUp",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "searched",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="searched for"
                    ),
                ),
                (
                    "article",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="knowledgebase.article",
                        verbose_name="shared answer",
                    ),
                ),
                (
                    "ticket",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="looked_up",
                        to="tickets.ticket",
                        verbose_name="case",
                    ),
                ),
            ],
            options={"verbose_name": "what was looked up", "verbose_name_plural": "what was looked up"},
        ),
        migrations.RunPython(count_on, migrations.RunPython.noop),
    ]
