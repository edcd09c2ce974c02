from django.core.validators import MaxValueValidator
from django.db import migrations, models


def days(label: str, default: int, most: int) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(
        label, default=default, db_default=default, validators=[MaxValueValidator(most)], help_text="0 means never."
    )


class Migration(migrations.Migration):
    dependencies = [("triage", "0026_fix_listener")]

    operations = [
        migrations.AddField(
            "silencepolicy",
            "error_days",
            days("working days without news of a known error before who looks after it is reminded", 5, 250),
        ),
        migrations.AddField(
            "silencepolicy",
            "sent_days",
            days("days without an answer from KOMBIT before who collected the wish is reminded", 60, 3650),
        ),
        migrations.AddField(
            "silencepolicy",
            "unsent_days",
            days("days in which a wish was not sent to KOMBIT before who collected it is reminded", 90, 3650),
        ),
    ]
