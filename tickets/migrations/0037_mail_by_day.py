from django.db import migrations, models

from database.online_indexes import AddIndexOnline

SENT, FAILED = models.Q(("status", "sent")), models.Q(("status", "failed"))


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("tickets", "0036_targets")]

    operations = [
        AddIndexOnline("delivery", models.Index(fields=["sent_at"], name="delivery_sent", condition=SENT)),
        AddIndexOnline("delivery", models.Index(fields=["next_attempt_at"], name="delivery_failed", condition=FAILED)),
    ]
