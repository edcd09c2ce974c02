from django.urls import path

from triage import intake, views

urlpatterns = [
    path("", views.frontpage, name="frontpage"),
    path("henvendelse/", intake.enquiry, name="enquiry"),
    path("henvendelse/fejl/", intake.fault_questions, name="fault_questions"),
    path("drift/", views.disturbances, name="disturbances"),
]
