from django.urls import path

from organisation import views
from organisation.papers import pages

urlpatterns = [
    path("kontakt/", views.contacts, name="contacts"),
    path("kontakt/<slug:slug>/", views.contact, name="contact"),
    path("hjaelp/", views.help_pages, name="help_pages"),
    path("hjaelp/<slug:language>/", views.help_page, name="help_page"),
    path("kontakt/<slug:slug>/moeder.ics", views.meetings_calendar, name="meetings_calendar"),
    path("privatliv/", pages.privacy, name="privacy"),
    path("privatliv/elev/", pages.privacy_for_pupils, name="privacy_for_pupils"),
    path("cookies/", pages.cookies, name="cookies"),
    path("tilgaengelighed/", pages.accessibility, name="accessibility"),
    path("was", pages.was, name="was"),
    path("logo/<slug:digest>.png", views.logo, name="logo"),
    path("portraet/<slug:digest>.jpg", views.portrait, name="portrait"),
    path("farver.css", views.colours, name="colours"),
]
