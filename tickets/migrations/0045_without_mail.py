from django.db import migrations, models

from database.online_indexes import AddIndexOnline

WITHOUT_MAIL = models.Q(("requester_email", ""))


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("tickets", "0044_handed_up_no_more")]

    operations = [
        AddIndexOnline(
            "ticket", models.Index(fields=["-last_activity_at"], name="ticket_without_mail", condition=WITHOUT_MAIL)
        ),
    ]
