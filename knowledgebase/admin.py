"""Where shared answers are written, published and retired, and synonyms kept."""

from typing import Any, Final, cast

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from knowledgebase.models import Article, IndexState, Synonym, Version
from knowledgebase.models.article import WRITTEN, UnableToPublish
from knowledgebase.outdated import overtaken_by
from knowledgebase.words import Audience
from organisation.admin import PICKED_BY_NAME
from organisation.models import User
from organisation.roles import Verb

LONGEST_TAG: Final = 40


class ArticleForm(ModelForm[Article]):
    """What an author writes. Lists are typed as people type them."""

    audiences = forms.MultipleChoiceField(
        label=gettext_lazy("for whom"), choices=Audience.choices, widget=forms.CheckboxSelectMultiple
    )
    tags = forms.CharField(
        label=gettext_lazy("keywords"),
        required=False,
        max_length=400,
        help_text=gettext_lazy("Words that people may search for, with commas between."),
    )

    class Meta:
        model = Article
        fields = WRITTEN

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["tags"] = ", ".join(self.instance.tags)

    def clean_tags(self) -> list[str]:
        return [tag.strip()[:LONGEST_TAG] for tag in self.cleaned_data["tags"].split(",") if tag.strip()]


class ReviewFilter(admin.SimpleListFilter):
    title = gettext_lazy("review")
    parameter_name = "review"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("overdue", _("Overdue")), ("overtaken", _("Source older than a change of rules"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "overdue":
            return queryset.filter(pk__in=Article.objects.overdue_for_review())
        if self.value() == "overtaken":
            resting = Article.objects.published().resting_on_something()
            return queryset.filter(pk__in=[article.pk for article in resting if overtaken_by(article)])
        return queryset


class VersionInline(admin.TabularInline[Version, Article]):
    """Read only: what the answer said before."""

    model = Version
    fields = readonly_fields = ("number", "kind", "title", "answer", "by", "at")
    ordering = ("-number",)
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Version]:
        return super().get_queryset(request).select_related("by")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("knowledgebase.view_article", obj)


@admin.register(Article)
class ArticleAdmin(admin.ModelAdmin[Article]):
    """The list and the page of an answer; every change goes through the verbs, which keep versions."""

    form = ArticleForm
    change_form_template = "knowledgebase/admin_article.html"
    list_display = ("title", "status", "language", "for_whom", "review", "views", "helped")
    list_filter = ("status", ReviewFilter, "language", "route")
    search_fields = ("title", "question", "answer")
    ordering = ("title", "id")
    formfield_overrides = PICKED_BY_NAME
    readonly_fields = ("status", "slug", "key", "published_at", "reviewed_on", "written_by", "views")
    inlines = (VersionInline,)
    actions = ("publish", "retire", "review_today")
    list_per_page = 50
    fieldsets = (
        (None, {"fields": ("title", "question", "answer", "audiences", "tags")}),
        (
            gettext_lazy("About the answer"),
            {
                "fields": (
                    "source",
                    "source_date",
                    "checked_on",
                    "outdated_when",
                    "review_date",
                    "language",
                    "translation_of",
                    "route",
                )
            },
        ),
        (
            gettext_lazy("State"),
            {"fields": ("status", "published_at", "reviewed_on", "written_by", "views", "slug", "key")},
        ),
    )

    # The list

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        return super().get_queryset(request).with_feedback()  # type: ignore[attr-defined,no-any-return]

    @admin.display(description=gettext_lazy("for whom"))
    def for_whom(self, article: Article) -> str:
        return ", ".join(str(Audience(audience).label) for audience in article.audiences)

    @admin.display(description=gettext_lazy("to be reviewed"), ordering="review_date")
    def review(self, article: Article) -> str:
        if article.review_date is None:
            return "–"
        day = f"{article.review_date:%d.%m.%Y}"
        return _("%(day)s (overdue)") % {"day": day} if article.is_overdue_for_review else day

    @admin.display(description=gettext_lazy("helped"), ordering="helped_yes")
    def helped(self, article: Any) -> str:
        return _("%(yes)s yes, %(no)s no") % {"yes": article.helped_yes, "no": article.helped_no}

    # Rights

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return request.user.is_authenticated and request.user.may(Verb.PUBLISH)

    def has_change_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        return super().has_change_permission(request, obj) and self.has_publish_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """Answers are retired, so that their versions stay."""
        return False

    # Writing

    def save_model(self, request: HttpRequest, obj: Article, form: Any, change: bool) -> None:  # noqa: FBT001
        """Through the verbs: `obj` only carries what was typed."""
        told = {name: form.cleaned_data[name] for name in WRITTEN if name in form.cleaned_data}
        author = cast("User", request.user)
        if change:
            stored = Article.objects.get(pk=obj.pk)
            stored.revise(by=author, **told)
        else:
            stored = Article.draft_from(by=author, **told)
        obj.pk = stored.pk
        obj.refresh_from_db()

    def response_add(self, request: HttpRequest, obj: Article, post_url_continue: str | None = None) -> HttpResponse:
        self._act(request, obj)
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Article) -> HttpResponse:
        self._act(request, obj)
        return super().response_change(request, obj)

    def _act(self, request: HttpRequest, article: Article) -> None:
        """The button beside "Save" that was pressed."""
        for verb in ("publish", "retire", "review_today"):
            if f"_{verb}" in request.POST and self.has_publish_permission(request):
                getattr(self, verb)(request, Article.objects.filter(pk=article.pk))

    # Verbs

    @admin.action(description=gettext_lazy("Publish"), permissions=["publish"])
    def publish(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        done = 0
        for article in queryset:
            try:
                article.publish(by=cast("User", request.user))
            except UnableToPublish as hindrance:
                self.message_user(request, f"{article}: {hindrance.message}", messages.ERROR)
            else:
                done += 1
        self._tell(request, done, ngettext("%(count)s answer is public.", "%(count)s answers are public.", done))

    @admin.action(description=gettext_lazy("Retire"), permissions=["publish"])
    def retire(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        for article in queryset:
            article.retire(by=cast("User", request.user))
        done = len(queryset)
        self._tell(request, done, ngettext("%(count)s answer is retired.", "%(count)s answers are retired.", done))

    @admin.action(description=gettext_lazy("I have read it, and it still holds"), permissions=["publish"])
    def review_today(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        for article in queryset:
            article.review(by=cast("User", request.user))
        done = len(queryset)
        self._tell(request, done, ngettext("%(count)s answer is reviewed.", "%(count)s answers are reviewed.", done))

    def _tell(self, request: HttpRequest, done: int, sentence: str) -> None:
        if done:
            self.message_user(request, sentence % {"count": done}, messages.SUCCESS)


@admin.register(Synonym)
class SynonymAdmin(admin.ModelAdmin[Synonym]):
    """A change counts from the next search on."""

    list_display = ("term", "meaning", "both_ways")
    list_filter = ("both_ways",)
    search_fields = ("term", "meaning")
    ordering = ("term", "id")

    def save_model(self, request: HttpRequest, obj: Synonym, form: Any, change: bool) -> None:  # noqa: FBT001
        super().save_model(request, obj, form, change)
        IndexState.move_on()

    def delete_model(self, request: HttpRequest, obj: Synonym) -> None:
        super().delete_model(request, obj)
        IndexState.move_on()

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Synonym]) -> None:
        super().delete_queryset(request, queryset)
        IndexState.move_on()
