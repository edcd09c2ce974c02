from django.db import migrations, models

from database.online_indexes import AddIndexOnline

PUBLISHED = models.Q(("status", "published"))
UNTOLD = models.Q(("helped", False), ("is_told", False))
NEW = models.Q(("is_compared", False))


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("knowledgebase", "0010_owners_hear_and_alike")]

    operations = [
        AddIndexOnline(
            "article", models.Index(fields=["review_date", "id"], name="article_to_review", condition=PUBLISHED)
        ),
        AddIndexOnline("feedback", models.Index(fields=["id"], name="feedback_to_tell", condition=UNTOLD)),
        AddIndexOnline("meaning", models.Index(fields=["id"], name="meaning_to_compare", condition=NEW)),
    ]
