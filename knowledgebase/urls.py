"""Shared answers, under /svar/."""

from django.urls import path

from knowledgebase import views

urlpatterns = [
    path("", views.answers, name="answers"),
    path("forslag/", views.suggestions, name="suggest_answers"),
    path("billeder/<str:key>/", views.picture, name="answer_picture"),
    path("<slug:slug>/", views.answer, name="answer"),
    path("<slug:slug>/hjalp/", views.feedback, name="answer_feedback"),
]
