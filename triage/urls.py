from django.urls import path

from triage.board import receipt
from triage.flags.pages import help_while_writing
from triage.intake import button, case_facts, enquiry, frontpage
from triage.known_errors.feeds import KnownErrorFeed, calendar
from triage.wishes import public_list, voting

urlpatterns = [
    path("", frontpage.frontpage, name="frontpage"),
    path("henvendelse/", enquiry.enquiry, name="enquiry"),
    path("h/<slug:code>/", enquiry.form_of, name="form_of"),
    path("henvendelse/knap/", button.button, name="enquiry_button"),
    path("henvendelse/fejl/", enquiry.while_writing, name="fault_questions"),
    path("henvendelse/hjaelp/", help_while_writing, name="help_while_writing"),
    path("henvendelse/loest/", enquiry.solved, name="solved_before_sending"),
    path("sag/<str:token>/oplysninger/", case_facts.case_facts, name="case_facts"),
    path("sag/<str:token>/spurgt/", receipt.let_others_see, name="case_ask_publicly"),
    path("drift/", frontpage.disturbances, name="disturbances"),
    path("drift/nyt.rss", KnownErrorFeed(), name="known_error_feed"),
    path("drift/kalender.ics", calendar, name="known_error_calendar"),
    path("drift/<int:pk>/ogsaa/", frontpage.sighting, name="sighting"),
    path("drift/<int:pk>/besked/", frontpage.listen, name="fix_listen"),
    path("drift/besked/<str:signed>/", frontpage.fix_listener, name="fix_listener"),
    path("oensker/", public_list.show, name="wishes"),
    path("oensker/<int:pk>/", public_list.vote, name="wish_vote"),
    path("oensker/stemme/<str:signed>/", voting.vote_link, name="vote_link"),
]
