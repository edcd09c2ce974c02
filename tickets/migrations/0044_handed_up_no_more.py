from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("tickets", "0043_last_handed_up")]

    operations = [migrations.RemoveIndex("event", "event_handed_up")]
