from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organisation", "0026_tries_links")]

    operations = [
        migrations.AddField(
            model_name="municipality",
            name="colleagues_answer_by_mail",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="What somebody answers to a mail about a case goes to the requester, if it comes from the very address that the mail went to. Without it, and in sensitive cases, it becomes an internal note. The mail says which.",
                verbose_name="colleagues answer requesters by mail",
            ),
        ),
    ]
