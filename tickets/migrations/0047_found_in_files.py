import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0046_numbers_in_files"),
    ]

    operations = [
        migrations.AddField(
            model_name="personrequest",
            name="files_read_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="personrequest",
            name="files_silent",
            field=models.PositiveIntegerField(db_default=0, default=0, editable=False),
        ),
        migrations.AddField(
            model_name="personrequest",
            name="files_up_to",
            field=models.BigIntegerField(db_default=0, default=0, editable=False),
        ),
        migrations.CreateModel(
            name="FoundInFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(verbose_name="text")),
                (
                    "attachment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tickets.attachment",
                        verbose_name="attachment",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="found_in_files",
                        to="tickets.personrequest",
                        verbose_name="request",
                    ),
                ),
            ],
            options={
                "verbose_name": "found in a file",
                "verbose_name_plural": "found in files",
                "constraints": [models.UniqueConstraint(fields=("request", "attachment"), name="found_in_file_once")],
            },
        ),
    ]
