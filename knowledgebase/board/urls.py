"""What others asked, under /spurgt/."""

from django.urls import path

from knowledgebase.board import pages

urlpatterns = [
    path("", pages.questions, name="asked_questions"),
    path("<int:pk>/", pages.question, name="asked_question"),
    path("<int:pk>/ogsaa/", pages.echo, name="question_echo"),
    path("<int:pk>/besked/", pages.listen, name="question_listen"),
    path("besked/<str:signed>/", pages.confirm, name="question_confirm"),
    path("afmeld/<str:signed>/", pages.stop, name="question_stop"),
]
