"""Pages of the demo; mounted only when the demo runs."""

from django.urls import path

from demo import views

urlpatterns = [
    path("", views.demo, name="demo"),
    path("post/<str:name>/", views.letter, name="demo_letter"),
]
