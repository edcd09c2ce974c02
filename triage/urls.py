from django.urls import path

from triage import answering, intake, views, wish_list

urlpatterns = [
    path("", views.frontpage, name="frontpage"),
    path("henvendelse/", intake.enquiry, name="enquiry"),
    path("henvendelse/fejl/", intake.fault_questions, name="fault_questions"),
    path("sag/<str:token>/oplysninger/", answering.case_facts, name="case_facts"),
    path("drift/", views.disturbances, name="disturbances"),
    path("oensker/", wish_list.show, name="wishes"),
    path("oensker/<int:pk>/", wish_list.vote, name="wish_vote"),
]
