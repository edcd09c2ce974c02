"""Saved views and bulk acts come here from triage. Nothing moves in the database: the tables keep their names."""

import django.core.serializers.json
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("triage", "0013_report_completed"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="BulkAct",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("verb", models.CharField(max_length=40, verbose_name="verb")),
                        ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="at")),
                        ("done", models.JSONField(default=list, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                        ("refused", models.JSONField(default=list)),
                        ("kept", models.JSONField(default=list)),
                        ("undone_at", models.DateTimeField(blank=True, null=True, verbose_name="undone")),
                        ("by", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="by")),
                    ],
                    options={
                        "verbose_name": "bulk act",
                        "verbose_name_plural": "bulk acts",
                        "db_table": "triage_bulkact",
                        "indexes": [models.Index(fields=["at"], name="bulk_act_at")],
                    },
                ),
                migrations.CreateModel(
                    name="SavedView",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("name", models.CharField(max_length=60, verbose_name="name")),
                        ("shared_with", models.JSONField(blank=True, default=list, verbose_name="shared with")),
                        ("filters", models.JSONField(default=dict, verbose_name="filters")),
                        ("owner", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="saved_views", to=settings.AUTH_USER_MODEL, verbose_name="owner")),
                    ],
                    options={
                        "verbose_name": "saved view",
                        "verbose_name_plural": "saved views",
                        "db_table": "triage_savedview",
                        "constraints": [models.UniqueConstraint(fields=("owner", "name"), name="saved_view_once")],
                    },
                ),
            ],
        ),
    ]
