"""Every address of the site."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.i18n import set_language

from desk.room.pages import stop_digest
from helpdesk import saml, second_factor, sign_in, signing_off, single_sign_on, views
from monitoring import views as monitoring
from tickets.news.news_refusals import refuse_news

urlpatterns = [
    path("", include("triage.urls")),
    path("sag/", include("tickets.urls")),
    path("svar/", include("knowledgebase.urls")),
    path("spurgt/", include("knowledgebase.board.urls")),
    path("", include("organisation.urls")),
    path("admin/adgangskode/", sign_in.forgotten, name="forgotten_password"),
    path("admin/adgangskode/<uidb64>/<token>/", sign_in.ChoosePassword.as_view(), name="choose_password"),
    path("admin/trin-to/", second_factor.second_step, name="second_step"),
    path("admin/totrinslogin/", second_factor.mine, name="my_second_factor"),
    path("admin/totrinslogin/app/", second_factor.add_app, name="add_app"),
    path("admin/totrinslogin/adgangsnoegle/", second_factor.add_passkey, name="add_passkey"),
    path("admin/totrinslogin/gendannelseskoder/", second_factor.new_codes, name="new_recovery_codes"),
    path("admin/totrinslogin/<int:pk>/fjern/", second_factor.remove, name="remove_second_factor"),
    path("admin/totrinslogin/bekraeft/", second_factor.confirm_password, name="confirm_password"),
    path("admin/arbejdskonto/<int:pk>/", single_sign_on.begin, name="single_sign_on"),
    path("admin/arbejdskonto/svar/", single_sign_on.answer, name="single_sign_on_answer"),
    path("admin/arbejdskonto/ude/", signing_off.signed_off, name="signed_off"),
    path("admin/arbejdskonto/<int:pk>/ude/server/", signing_off.back_channel, name="back_channel_sign_out"),
    path("admin/arbejdskonto/<int:pk>/ude/browser/", signing_off.front_channel, name="front_channel_sign_out"),
    path("admin/arbejdskonto/<int:pk>/metadata/", saml.own_metadata, name="saml_metadata"),
    path("admin/arbejdskonto/<int:pk>/saml/", saml.answer, name="saml_answer"),
    path("admin/arbejdskonto/<int:pk>/saml/ud/", saml.sign_out, name="saml_sign_out"),
    path("admin/start/", sign_in.start, name="start"),
    path("admin/", include("helpdesk.old_addresses")),
    path("admin/", admin.site.urls),
    path("api/v1/", include("helpdesk.api")),
    path("sprog/", set_language, name="set_language"),
    path("afmeld/<int:delivery>/<str:signed>/", refuse_news, name="refuse_news"),
    path("afmeld/ugebrev/<str:signed>/", stop_digest, name="stop_room_digest"),
    path("for-stort/", views.too_large, name="too_large"),
    path(".well-known/security.txt", views.security_contact, name="security_contact"),
    path("scim/v2/", include("organisation.directory.urls")),
    path("metrics", monitoring.metrics, name="metrics"),
]

if settings.DEMO:
    urlpatterns.append(path("demo/", include("demo.urls")))
