"""A suggestion keeps how sure its model had to be, and why a person must look."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("triage", "0016_kinds_of_flags")]

    operations = [
        migrations.AddField(
            model_name="suggestion",
            name="bars",
            field=models.JSONField(
                db_default={}, default=dict, editable=False, help_text="How sure the model must be of each route."
            ),
        ),
        migrations.AddField(
            model_name="suggestion",
            name="holds",
            field=models.JSONField(
                db_default=[], default=list, editable=False, help_text="Why a person must look, however sure it is."
            ),
        ),
    ]
