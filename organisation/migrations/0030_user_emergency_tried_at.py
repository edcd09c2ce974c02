from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organisation", "0029_review_days")]

    operations = [
        migrations.AddField(
            model_name="user", name="emergency_tried_at", field=models.DateTimeField(editable=False, null=True)
        ),
    ]
