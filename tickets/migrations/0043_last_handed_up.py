from django.db import migrations, models

from database.online_indexes import AddIndexOnline

HANDED_UP = models.Q(("by__isnull", False), ("kind", "escalated"))


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("tickets", "0042_microsoft_graph")]

    operations = [
        AddIndexOnline("event", models.Index(fields=["by", "-id"], name="event_handed_up_last", condition=HANDED_UP)),
    ]
