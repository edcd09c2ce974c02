from django.urls import path

from organisation import views

urlpatterns = [
    path("kontakt/", views.contacts, name="contacts"),
    path("kontakt/<slug:slug>/", views.contact, name="contact"),
    path("farver.css", views.colours, name="colours"),
]
