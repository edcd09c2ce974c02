from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organisation", "0031_lent_role")]

    operations = [
        migrations.AddField(
            "municipality",
            "film_megabytes",
            models.PositiveSmallIntegerField(
                "megabytes of a film",
                default=20,
                db_default=20,
                validators=[MinValueValidator(5), MaxValueValidator(50)],
                help_text="5 to 50. A minute of a phone's screen is often 20 to 50 MB. Larger films take longer to send and more room.",  # noqa: E501
            ),
        )
    ]
