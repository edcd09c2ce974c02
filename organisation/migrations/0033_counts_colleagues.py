from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organisation", "0032_film_megabytes")]

    operations = [
        migrations.AddField(
            "municipality",
            "counts_colleagues",
            models.BooleanField(
                "figures about each colleague",
                default=False,
                db_default=False,
                help_text="How many of the faults that each colleague passed on came back as no fault, shown to those who answer for the support. Agree on it with the employees first; without it everybody sees their own alone.",  # noqa: E501
            ),
        )
    ]
