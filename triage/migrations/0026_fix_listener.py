import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("triage", "0025_reminded")]

    operations = [
        migrations.CreateModel(
            name="FixListener",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail")),
                ("language", models.CharField(default="da", max_length=5)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("confirmed_at", models.DateTimeField(editable=False, null=True)),
                (
                    "known_error",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="listeners",
                        to="triage.knownerror",
                        verbose_name="known error",
                    ),
                ),
            ],
            options={
                "verbose_name": "person waiting for a fix",
                "verbose_name_plural": "people waiting for a fix",
                "constraints": [models.UniqueConstraint(fields=("known_error", "email"), name="fix_listener_once")],
            },
        ),
    ]
