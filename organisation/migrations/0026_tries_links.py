from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organisation", "0025_support_minutes")]

    operations = [
        migrations.AddField(
            model_name="municipality",
            name="tries_links",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="A few a minute, over https and in the public internet alone. The other site hears the address of this server and nothing of any reader. Who owns an answer hears which of its links lead nowhere.",
                verbose_name="links in shared answers are tried",
            ),
        ),
    ]
