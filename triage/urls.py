from django.urls import path

from triage.board import receipt
from triage.intake import case_facts, enquiry, frontpage
from triage.wishes import public_list

urlpatterns = [
    path("", frontpage.frontpage, name="frontpage"),
    path("henvendelse/", enquiry.enquiry, name="enquiry"),
    path("henvendelse/fejl/", enquiry.while_writing, name="fault_questions"),
    path("henvendelse/loest/", enquiry.solved, name="solved_before_sending"),
    path("sag/<str:token>/oplysninger/", case_facts.case_facts, name="case_facts"),
    path("sag/<str:token>/spurgt/", receipt.let_others_see, name="case_ask_publicly"),
    path("drift/", frontpage.disturbances, name="disturbances"),
    path("oensker/", public_list.show, name="wishes"),
    path("oensker/<int:pk>/", public_list.vote, name="wish_vote"),
]
