from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organisation", "0027_colleagues_answer")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="named_publicly",
            field=models.BooleanField(db_default=False, default=False, verbose_name="named on the contact page"),
        ),
    ]
