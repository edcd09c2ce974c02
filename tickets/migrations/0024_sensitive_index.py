from django.db import migrations, models

from database.online_indexes import AddIndexOnline


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("tickets", "0023_person_requests"),
    ]

    operations = [
        AddIndexOnline(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("sensitivity", ""), _negated=True),
                fields=["sensitivity", "-id"],
                name="ticket_sensitive",
            ),
        ),
    ]
