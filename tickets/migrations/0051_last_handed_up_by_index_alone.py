from django.db import migrations, models

from database.online_indexes import AddIndexOnline

HANDED_UP = models.Q(("by__isnull", False), ("kind", "escalated"))


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("tickets", "0050_fetching_progress")]

    operations = [
        AddIndexOnline(
            "event",
            models.Index(fields=["by", "-id"], name="event_handed_up_of", condition=HANDED_UP, include=["ticket"]),
        ),
    ]
