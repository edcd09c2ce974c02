from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organisation", "0035_pictures_and_cafes")]

    operations = [
        migrations.AddField(
            "institution",
            "came_out_of",
            models.ForeignKey(
                "organisation.institution",
                models.SET_NULL,
                null=True,
                editable=False,
                related_name="split_off",
                verbose_name="came out of",
            ),
        ),
    ]
