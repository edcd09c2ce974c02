from django.urls import path

from triage.api import view_of
from triage.workspace.verbs import BUTTONS

urlpatterns = [path(f"tickets/<int:pk>/{verb}/", view_of(verb), name=f"api-ticket-{verb}") for verb in BUTTONS]
