from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tickets", "0019_retraction")]

    operations = [
        migrations.AddField("ticket", "sealed_token", models.CharField(default="", editable=False, max_length=64)),
        migrations.AddField(
            "delivery",
            "opens",
            models.ForeignKey(
                editable=False,
                null=True,
                on_delete=models.CASCADE,
                related_name="+",
                to="tickets.ticket",
                verbose_name="private link of",
            ),
        ),
    ]
