import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("knowledgebase", "0012_topic_terms"),
        ("tickets", "0042_microsoft_graph"),
        ("triage", "0023_votes_by_mail"),
    ]

    operations = [
        migrations.CreateModel(
            name="CaseTopic",
            fields=[
                (
                    "ticket",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="case_topic",
                        serialize=False,
                        to="tickets.ticket",
                        verbose_name="case",
                    ),
                ),
                ("is_said", models.BooleanField(default=False, verbose_name="said by a person")),
                ("at", models.DateTimeField(auto_now=True)),
                (
                    "topic",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="knowledgebase.topic",
                        verbose_name="topic",
                    ),
                ),
            ],
            options={
                "verbose_name": "topic of a case",
                "verbose_name_plural": "topics of cases",
                "indexes": [
                    models.Index(fields=["topic", "ticket"], name="case_topic_cases"),
                    models.Index(fields=["at"], name="case_topic_written"),
                ],
            },
        ),
    ]
