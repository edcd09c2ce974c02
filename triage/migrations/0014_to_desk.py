"""Saved views and bulk acts belong to the desk from here on. Nothing moves in the database."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("triage", "0013_report_completed"), ("desk", "0001_from_triage")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.DeleteModel(name="BulkAct"), migrations.DeleteModel(name="SavedView")],
        ),
    ]
