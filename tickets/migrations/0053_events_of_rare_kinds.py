from django.db import migrations, models

from database.online_indexes import AddIndexOnline

KINDS = ("attached", "escalated", "forwarded", "helped", "not_helped", "rejected", "reopened")


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("tickets", "0052_without_the_former_index")]

    operations = [
        AddIndexOnline(
            "event",
            models.Index(
                fields=["kind", "at"],
                name="event_of_rare_kind",
                condition=models.Q(("kind__in", KINDS)),
                include=["ticket"],
            ),
        ),
    ]
