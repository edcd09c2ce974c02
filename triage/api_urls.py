from django.urls import path

from triage import board_api
from triage.api import view_of
from triage.workspace.verbs import BUTTONS
from triage.workspace.wish_verbs import BOARD_BUTTONS, BUNDLE_BUTTONS, REQUEST_BUTTONS

press = board_api.view_of

urlpatterns = [
    *(path(f"tickets/<int:pk>/{verb}/", view_of(verb), name=f"api-ticket-{verb}") for verb in BUTTONS),
    path("change-requests/", board_api.ChangeRequests.as_view(), name="api-change-requests"),
    *(
        path(f"change-requests/{verb}/", press(board_api.PressBoard, verb, button.form, "ChangeRequests"))
        for verb, button in BOARD_BUTTONS.items()
    ),
    path("change-requests/<int:pk>/", board_api.OneChangeRequest.as_view(), name="api-change-request"),
    *(
        path(f"change-requests/<int:pk>/{verb}/", press(board_api.PressRequest, verb, button.form, "ChangeRequest"))
        for verb, button in REQUEST_BUTTONS.items()
    ),
    path("bundles/", board_api.Bundles.as_view(), name="api-bundles"),
    path("bundles/<int:pk>/", board_api.OneBundle.as_view(), name="api-bundle"),
    *(
        path(f"bundles/<int:pk>/{verb}/", press(board_api.PressBundle, verb, button.form, "Bundle"))
        for verb, button in BUNDLE_BUTTONS.items()
    ),
]
