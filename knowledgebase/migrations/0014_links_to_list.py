from django.db import migrations, models

from database.online_indexes import AddIndexOnline


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("knowledgebase", "0013_links_and_files")]

    operations = [
        AddIndexOnline(
            "article",
            models.Index(fields=["id"], name="article_to_list", condition=models.Q(("links_are_listed", False))),
        ),
    ]
