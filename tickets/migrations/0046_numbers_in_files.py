from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tickets", "0045_without_mail")]

    operations = [
        migrations.AddField(
            model_name="attachment",
            name="suspected",
            field=models.PositiveSmallIntegerField(
                db_default=0, default=0, verbose_name="CPR numbers that stand in it"
            ),
        ),
    ]
