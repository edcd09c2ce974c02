"""The picture that somebody chooses of themselves, from a phone or a computer, for the page of who helps."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tickets.attachments import pictures
from tickets.attachments.uploads import RefusedUpload, inspect

KINDS = ",".join(sorted({*pictures.KINDS.values(), ".heic", ".heif"}))


class PictureField(forms.FileField):
    """One picture; cleans to the bytes of a picture drawn anew, or None."""

    widget = forms.FileInput

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "accept": KINDS}

    def clean(self, data: Any, initial: Any = None) -> bytes | None:
        file = super().clean(data, initial)
        return drawn_anew(file) if file else None


def drawn_anew(file: Any) -> bytes:
    """Raises `ValidationError` for what is no picture, or cannot be decoded."""
    try:
        kind = inspect(file.name, file).content_type
    except RefusedUpload as refused:
        raise forms.ValidationError(str(refused.message)) from None
    if kind not in pictures.KINDS.values():
        raise forms.ValidationError(_("Choose a picture, such as a photo from your phone."))
    file.seek(0)
    try:
        return pictures.redraw(file.read(), kind).data
    except ValueError:
        raise forms.ValidationError(_("The picture cannot be read. Choose another one.")) from None
