from django.db import migrations, models

from database.online_indexes import AddIndexOnline


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("organisation", "0023_sign_out"),
    ]

    operations = [
        AddIndexOnline(
            model_name="session",
            index=models.Index(
                condition=models.Q(("sign_in_digest", ""), _negated=True),
                fields=["sign_in_digest"],
                name="session_sign_in",
            ),
        ),
    ]
