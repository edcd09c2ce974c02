from django.db import migrations

from database.dialects import index_full_text


class Migration(migrations.Migration):
    dependencies = [("tickets", "0001_initial")]

    operations = [
        migrations.RunPython(index_full_text("tickets_searchentry", "text"), migrations.RunPython.noop, atomic=True)
    ]
