"""Shared answers, under /svar/."""

from django.urls import path

from knowledgebase import views
from knowledgebase.exchange import feed

urlpatterns = [
    path("", views.answers, name="answers"),
    path("udveksling/<int:pk>/svar.jsonl", feed.answers_for_partner, name="answers_for_partner"),
    path("mens/", views.while_searching, name="while_searching"),
    path("forslag/", views.suggestions, name="suggest_answers"),
    path("billeder/<str:key>/", views.picture, name="answer_picture"),
    path("filer/<str:key>/", views.file, name="answer_file"),
    path("<slug:slug>/", views.answer, name="answer"),
    path("<slug:slug>/pdf/", views.paper, name="answer_paper"),
    path("<slug:slug>/plakat/", views.paper, {"for_wall": True}, name="answer_poster"),
    path("<slug:slug>/hvorfor/", views.reason, name="answer_reason"),
    path("<slug:slug>/hjalp/", views.feedback, name="answer_feedback"),
]
