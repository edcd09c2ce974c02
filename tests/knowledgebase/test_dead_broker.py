"""A broker that is away costs the search some freshness, and people nothing."""

import os
import subprocess
import sys
from pathlib import Path

from tests.services.migrated import fill_folder

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
from knowledgebase.models import Article
from knowledgebase.search import search
from knowledgebase.tasks import sweep_index
from organisation.models import User
author = User.objects.create_superuser("a@example.org", "en lang adgangskode", name="Anna Lund")
article = Article.draft_from(by=author, title="Opret en gruppe", question="", answer="Ja.", audiences=["staff"])
article.publish(by=author)
print(Article.objects.published().count(), Article.objects.needing_index().count(), len(search("gruppe")))
sweep_index()
print(Article.objects.published().count(), Article.objects.needing_index().count(), len(search("gruppe")))
"""


def manage(folder: Path, *arguments: str) -> str:
    """What a command of a site of its own prints; nothing listens where its broker should be."""
    place = {"DATA_DIR": str(folder), "REDIS_URL": "redis://127.0.0.1:1/0", "DATABASE_URL": "", "EMBEDDED": "true"}
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | place, capture_output=True, text=True, check=True)
    return done.stdout


def test_an_answer_is_published_at_once_and_found_after_the_next_sweep(tmp_path: Path):
    fill_folder(tmp_path)
    assert manage(tmp_path, "shell", "--no-imports", "--command", PROGRAM).splitlines() == ["1 1 0", "1 0 1"]
