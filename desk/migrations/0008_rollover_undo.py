from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("desk", "0007_rollover")]

    operations = [
        migrations.AddField("rolloverstep", "undo_asked_at", models.DateTimeField(null=True)),
        migrations.AddField("rolloverstep", "undone_at", models.DateTimeField(null=True)),
        migrations.AddField("rolloverstep", "not_undone", models.TextField(blank=True, default="", db_default="")),
    ]
