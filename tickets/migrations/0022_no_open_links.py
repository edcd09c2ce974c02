from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tickets", "0021_seal_links")]

    operations = [
        migrations.AlterField("ticket", "sealed_token", models.CharField(editable=False, max_length=64)),
        migrations.AlterField("ticket", "token", models.CharField(default="", editable=False, max_length=48)),
        migrations.RemoveField("ticket", "token"),
    ]
