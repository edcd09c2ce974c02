"""Short messages, such as "saved", on their way to the next page: in a cookie that is this site's as all others are."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class InCookie(CookieStorage):
    cookie_name = settings.MESSAGE_COOKIE_NAME


class ShortMessages(FallbackStorage):
    storage_classes = (InCookie, SessionStorage)
