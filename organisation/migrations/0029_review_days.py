from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organisation", "0028_named_publicly")]

    operations = [
        migrations.AddField(
            "municipality",
            "review_days",
            models.PositiveSmallIntegerField(
                "days after which a shared answer is to be reviewed",
                default=365,
                db_default=365,
                validators=[MinValueValidator(30), MaxValueValidator(1825)],
                help_text="Counted from the last review, where whoever reviewed it chose no other day.",
            ),
        )
    ]
