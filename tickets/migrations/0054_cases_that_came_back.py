from django.db import migrations, models

from database.online_indexes import AddIndexOnline

DONE = ["closed", "resolved"]
OPEN = ["forwarded", "in_progress", "new", "waiting_requester"]
CAME_BACK = models.Q(
    ("data__changed__status__0__in", DONE), ("data__changed__status__1__in", OPEN)
) | models.Q(("kind", "reopened"))


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("tickets", "0053_events_of_rare_kinds")]

    operations = [
        AddIndexOnline("event", models.Index(fields=["at"], name="event_came_back", condition=CAME_BACK)),
    ]
