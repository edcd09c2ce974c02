"""The pages of the shared answers, in the place of Django's own. Rights are asked by the pages themselves."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import URLPattern, path

from desk.answers import alike, booklet, deciding, enclosing, lists, pictures, preview, usage, versions, writing
from desk.case.views import keeps_text
from knowledgebase.models import Article


@admin.register(Article)
class ArticleAdmin(admin.ModelAdmin[Article]):
    search_fields = ("title",)
    ordering = ("title", "id")

    def get_urls(self) -> list[URLPattern]:
        guarded, kept = self.admin_site.admin_view, keeps_text(self.admin_site)
        return [
            path("", guarded(lists.show), name="knowledgebase_article_changelist"),
            path("add/", kept(guarded(writing.add)), name="knowledgebase_article_add"),
            path("usage/", guarded(usage.show), name="answer_usage"),
            path("alike/", guarded(alike.show), name="answers_alike"),
            path("alike/<int:pk>/<slug:verb>/", guarded(alike.press), name="answers_alike_press"),
            path("booklet/", guarded(booklet.show), name="answer_booklet"),
            path("<int:pk>/change/", kept(guarded(writing.change)), name="knowledgebase_article_change"),
            path("<int:pk>/keep/", kept(guarded(writing.keep)), name="answer_keep"),
            path("<int:pk>/here/", guarded(writing.here), name="answer_here"),
            path("<int:pk>/preview/", guarded(preview.show), name="answer_preview"),
            path("<int:pk>/comment/", kept(guarded(deciding.comment)), name="answer_comment"),
            path(
                "<int:pk>/comments/<int:number>/remove/", guarded(deciding.remove_comment), name="answer_remove_comment"
            ),
            path("<int:pk>/retire/", kept(guarded(deciding.retire)), name="answer_retire"),
            path("<int:pk>/pictures/<str:key>/cover/", kept(guarded(pictures.cover)), name="answer_cover_picture"),
            path("<int:pk>/versions/", guarded(versions.show), name="answer_versions"),
            path("<int:pk>/versions/<int:number>/restore/", guarded(versions.restore), name="answer_restore"),
            *(
                path(f"<int:pk>/{verb}/", guarded(deciding.press), {"verb": verb}, name=f"answer_{verb}")
                for verb in deciding.VERBS
            ),
            *(
                path(f"<int:pk>/{kind}s/", kept(guarded(enclosing.add)), {"kind": kind}, name=f"answer_add_{kind}")
                for kind in enclosing.KINDS
            ),
            *(
                path(
                    f"<int:pk>/{kind}s/<str:key>/remove/",
                    guarded(enclosing.remove),
                    {"kind": kind},
                    name=f"answer_remove_{kind}",
                )
                for kind in enclosing.KINDS
            ),
        ]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Answers are retired, so that their versions stay."""
        return False
