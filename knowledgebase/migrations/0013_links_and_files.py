import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import knowledgebase.models.picture
import organisation.stored_text


class Migration(migrations.Migration):
    dependencies = [
        ("knowledgebase", "0012_topic_terms"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="article",
            name="links_are_listed",
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.CreateModel(
            name="OutsideLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address", organisation.stored_text.MaskedCharField(max_length=500, verbose_name="address")),
                (
                    "fault",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("gone", "The page is not there any more."),
                            ("error", "The other site answers with an error."),
                            ("unreachable", "Nobody answers at the address."),
                            ("redirects", "The address leads on and on."),
                        ],
                        default="",
                        max_length=12,
                        verbose_name="fault",
                    ),
                ),
                ("failures", models.PositiveSmallIntegerField(default=0)),
                ("tried_at", models.DateTimeField(null=True, verbose_name="tried")),
                ("due_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("is_told", models.BooleanField(default=False)),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="outside_links",
                        to="knowledgebase.article",
                        verbose_name="shared answer",
                    ),
                ),
            ],
            options={
                "verbose_name": "link in a shared answer",
                "verbose_name_plural": "links in shared answers",
                "indexes": [
                    models.Index(fields=["due_at", "id"], name="outside_link_due"),
                    models.Index(fields=["address"], name="outside_link_address"),
                    models.Index(
                        condition=models.Q(("failures__gte", 2)), fields=["id"], name="outside_link_broken"
                    ),
                ],
                "constraints": [models.UniqueConstraint(fields=("article", "address"), name="outside_link_once")],
            },
        ),
        migrations.CreateModel(
            name="AnswerFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "key",
                    models.CharField(
                        default=knowledgebase.models.picture.new_key, editable=False, max_length=22, unique=True
                    ),
                ),
                ("name", organisation.stored_text.MaskedCharField(max_length=150, verbose_name="name")),
                ("words", organisation.stored_text.MaskedCharField(max_length=120, verbose_name="what the file is")),
                ("size", models.PositiveIntegerField(editable=False)),
                ("data", models.BinaryField()),
                ("added_at", models.DateTimeField(auto_now_add=True)),
                (
                    "added_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="knowledgebase.article",
                        verbose_name="shared answer",
                    ),
                ),
            ],
            options={
                "verbose_name": "file of an answer",
                "verbose_name_plural": "files of answers",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("words", ""), _negated=True), name="answer_file_has_words")
                ],
            },
        ),
    ]
