import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organisation", "0024_sign_out_index")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="support_minutes",
            field=models.PositiveSmallIntegerField(
                blank=True,
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(5),
                    django.core.validators.MaxValueValidator(480),
                ],
                verbose_name="minutes a day for the support",
            ),
        ),
    ]
