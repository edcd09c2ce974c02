"""What somebody was writing when their session ended: it goes with them through signing in, and is sent by one press.

The page to sign in on carries it, signed, and so does the one after it; both are the person's own, in their browser.
Nothing of it is stored here, but for the moment between a password and the second step, or while somebody signs in at
a provider. Files cannot be carried; passwords and keys are not.
"""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from database.dialects import danish_order
from organisation.models import IdentityProvider, Municipality
from organisation.pages.refusals import is_secret, typed

FIELD: Final = "kept_form"
SALT: Final = "kept-form"
LONGEST: Final = 120 * 1024
"""Characters, packed; of what is longer the text can still be copied."""
LASTS: Final = 12 * 3600
NEVER: Final = frozenset({"csrfmiddlewaretoken", FIELD})


@dataclass(frozen=True)
class KeptForm:
    address: str
    fields: list[tuple[str, str]]

    @classmethod
    def of(cls, request: HttpRequest) -> "KeptForm":
        kept = [(name, values) for name, values in request.POST.lists() if name not in NEVER and not is_secret(name)]
        fields = [(name, str(value)) for name, values in kept for value in values]
        return cls(request.get_full_path(), fields)

    @classmethod
    def read(cls, packed: str) -> "KeptForm | None":
        """None for what this site has not packed, or too long ago."""
        try:
            unpacked = signing.loads(packed, salt=SALT, max_age=LASTS) if packed else None
        except signing.BadSignature:
            return None
        return cls(unpacked["address"], [(name, value) for name, value in unpacked["fields"]]) if unpacked else None

    def packed(self) -> str:
        signed = signing.dumps({"address": self.address, "fields": self.fields}, salt=SALT, compress=True)
        return signed if len(signed) <= LONGEST else ""


def signed_out(request: HttpRequest) -> HttpResponse:
    """In place of a page to sign in on that has forgotten everything."""
    context = {
        "texts": typed(request),
        "kept": KeptForm.of(request).packed(),
        "has_files": bool(request.FILES),
        "next": reverse("admin:index"),
        "providers": IdentityProvider.objects.filter(is_active=True).order_by(danish_order("name"), "id"),
        "passwords_first": Municipality.current().local_passwords,
    }
    return render(request, "admin/signed_out.html", context, status=403)


def signed_out_part(request: HttpRequest) -> HttpResponse:
    """In place of a part that an open page asks for: one sentence, and the way back to this page. The page itself
    stays, with what somebody may be writing on it."""
    here = urlsplit(request.headers.get("HX-Current-URL", ""))
    context = {"next": f"{here.path}?{here.query}" if here.query else here.path}
    return render(request, "admin/_signed_out.html", context)


def after_password(request: HttpRequest, packed: str, answer: HttpResponse, *, is_in: bool) -> HttpResponse:
    """Whoever is in sends it again; whoever has a second step before them is asked after it (`after_second_step`)."""
    kept = KeptForm.read(packed)
    if kept is None:
        return answer
    if is_in:
        return send_again(request, kept)
    if answer.has_header("Location"):
        request.session[FIELD] = packed
    return answer


def after_second_step(request: HttpRequest, packed: str, answer: HttpResponse) -> HttpResponse:
    kept = KeptForm.read(packed)
    return send_again(request, kept) if kept is not None else answer


def send_again(request: HttpRequest, kept: KeptForm, status: int = 200) -> HttpResponse:
    """After signing in: the form as it was, to be sent with one press by who sees what it says."""
    context = {"kept": kept, "texts": [value for _name, value in kept.fields if " " in value.strip()]}
    return render(request, "admin/send_again.html", context, status=status)
