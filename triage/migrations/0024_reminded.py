from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("triage", "0023_votes_by_mail")]

    operations = [
        migrations.AddField("changerequest", "reminded_at", models.DateTimeField(editable=False, null=True)),
        migrations.AddField("knownerror", "reminded_at", models.DateTimeField(editable=False, null=True)),
    ]
