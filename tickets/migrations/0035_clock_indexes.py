from django.db import migrations, models

from database.online_indexes import AddIndexOnline

CLIMBING = models.Q(("due_at__isnull", False), models.Q(("tier", "support_entitled"), _negated=True))
SPEAKING = models.Q(("clock_at__isnull", False))
SNOOZED = models.Q(("snoozed_until__isnull", False))


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("tickets", "0034_clock_of_cases")]

    operations = [
        AddIndexOnline("ticket", models.Index(fields=["due_at", "id"], name="ticket_climbing", condition=CLIMBING)),
        AddIndexOnline("ticket", models.Index(fields=["clock_at", "id"], name="ticket_clock", condition=SPEAKING)),
        AddIndexOnline("ticket", models.Index(fields=["snoozed_until"], name="ticket_snoozed", condition=SNOOZED)),
    ]
