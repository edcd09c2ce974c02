from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("triage", "0024_topics_of_cases")]

    operations = [
        migrations.AddField("changerequest", "reminded_at", models.DateTimeField(editable=False, null=True)),
        migrations.AddField("knownerror", "reminded_at", models.DateTimeField(editable=False, null=True)),
    ]
