from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organisation", "0022_directory"),
    ]

    operations = [
        migrations.AddField(
            model_name="session",
            name="sign_in_digest",
            field=models.CharField(blank=True, db_default="", default="", editable=False, max_length=64),
        ),
    ]
