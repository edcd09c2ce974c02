from django.urls import path

from desk.api import numbers, wishes
from desk.api.cases import view_of
from desk.case.buttons import BUTTONS
from desk.wishes.buttons import BOARD_BUTTONS, BUNDLE_BUTTONS, REQUEST_BUTTONS

press = wishes.view_of

urlpatterns = [
    *(path(f"tickets/<int:pk>/{verb}/", view_of(verb), name=f"api-ticket-{verb}") for verb in BUTTONS),
    path("numbers/", numbers.Numbers.as_view(), name="api-numbers"),
    path("change-requests/", wishes.ChangeRequests.as_view(), name="api-change-requests"),
    *(
        path(f"change-requests/{verb}/", press(wishes.PressBoard, verb, button.form, "ChangeRequests"))
        for verb, button in BOARD_BUTTONS.items()
    ),
    path("change-requests/<int:pk>/", wishes.OneChangeRequest.as_view(), name="api-change-request"),
    *(
        path(f"change-requests/<int:pk>/{verb}/", press(wishes.PressRequest, verb, button.form, "ChangeRequest"))
        for verb, button in REQUEST_BUTTONS.items()
    ),
    path("bundles/", wishes.Bundles.as_view(), name="api-bundles"),
    path("bundles/<int:pk>/", wishes.OneBundle.as_view(), name="api-bundle"),
    *(
        path(f"bundles/<int:pk>/{verb}/", press(wishes.PressBundle, verb, button.form, "Bundle"))
        for verb, button in BUNDLE_BUTTONS.items()
    ),
]
