from django.db import migrations, models

from database.online_indexes import AddIndexOnline


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("knowledgebase", "0014_links_to_list")]

    operations = [
        AddIndexOnline(
            "article",
            models.Index(
                fields=["language", "-id"], name="article_danish_first", condition=models.Q(status="published")
            ),
        ),
        AddIndexOnline(
            "article",
            models.Index(
                fields=["-language", "-id"], name="article_english_first", condition=models.Q(status="published")
            ),
        ),
        AddIndexOnline(
            "article",
            models.Index(
                fields=["institution", "id"], name="article_of_place", condition=models.Q(institution__isnull=False)
            ),
        ),
    ]
