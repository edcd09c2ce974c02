from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("tickets", "0051_last_handed_up_by_index_alone")]

    operations = [migrations.RemoveIndex("event", "event_handed_up_last")]
