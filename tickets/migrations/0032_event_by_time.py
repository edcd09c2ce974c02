from django.db import models
from django.db.migrations import Migration as BaseMigration

from database.online_indexes import AddIndexOnline


class Migration(BaseMigration):
    """Which cases something happened to on a day: daily numbers are counted from that."""

    atomic = False

    dependencies = [("tickets", "0031_breach")]

    operations = [
        AddIndexOnline(model_name="event", index=models.Index(fields=["at", "ticket"], name="event_by_time")),
    ]
