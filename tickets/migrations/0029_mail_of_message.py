from django.db import migrations, models

from database.online_indexes import AddIndexOnline


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("tickets", "0028_incoming_mail"),
    ]

    operations = [
        AddIndexOnline(
            model_name="receivedmail",
            index=models.Index(condition=models.Q(("entry__isnull", False)), fields=["entry"], name="received_entry"),
        ),
    ]
