"""The requester's own pages, under /sag/."""

from django.urls import path

from tickets.requester import my_cases, views

urlpatterns = [
    path("", my_cases.find, name="find_case"),
    path("mine/<str:signed>/", my_cases.show, name="my_cases"),
    path("<str:token>/", views.case, name="case"),
    path("<str:token>/svar/", views.reply, name="case_reply"),
    path("<str:token>/hjaelp/", views.help_now, name="case_help"),
    path("<str:token>/loest/", views.resolve, name="case_resolve"),
    path("<str:token>/hjalp/", views.rate, name="case_rate"),
    path("<str:token>/ret/", views.rewrite, name="case_rewrite"),
    path("<str:token>/kontakt/", views.correct_address, name="case_address"),
    path("<str:token>/genaabn/", views.reopen, name="case_reopen"),
    path("<str:token>/fil/<uuid:key>/", views.attachment, name="case_attachment"),
    path("<str:token>/fil/<uuid:key>/fjern/", views.remove_file, name="case_remove_file"),
    path("<str:token>/fil/<uuid:key>/daek/", views.cover, name="case_cover"),
]
