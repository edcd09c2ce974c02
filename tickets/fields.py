"""Form fields that several forms share."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from tickets.attachments.file_limits import MEGABYTE, film_bytes, total_bytes
from tickets.attachments.uploads import MAX_BYTES, MAX_FILES, RefusedUpload, inspect
from tickets.models.conversation import Received
from tickets.unseen import TURNING, says_nothing


class WrittenField(forms.CharField):
    """What somebody writes. Signs alone that nobody sees, such as a blank of no width, are nothing written."""

    def to_python(self, value: Any) -> str:
        text: str = super().to_python(value) or ""
        return "" if says_nothing(text) else text


class LineField(WrittenField):
    """A line, such as a name, in which no sign turns the letters behind it round to look like another."""

    def to_python(self, value: Any) -> str:
        return super().to_python(value).translate(TURNING)


class FilesInput(forms.FileInput):
    """Tells the page how much it may send, so that it says so before it sends."""

    allow_multiple_selected = True

    def build_attrs(self, base_attrs: dict[str, Any], extra_attrs: dict[str, Any] | None = None) -> dict[str, Any]:
        limits = {
            "data-max-files": MAX_FILES,
            "data-max-bytes": MAX_BYTES,
            "data-max-film": film_bytes(),
            "data-max-total": total_bytes(),
        }
        return limits | super().build_attrs(base_attrs, extra_attrs)


class FilesField(forms.FileField):
    """Several files; cleans to a list of `Received`, each known by its content. Every refusal names its file."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Received]:
        files: Sequence[UploadedFile[bytes]] = [file for file in (data or []) if file] if isinstance(data, list) else []
        if len(files) > MAX_FILES:
            raise forms.ValidationError(_("Choose at most %(count)d files."), params={"count": MAX_FILES})
        if sum(file.size or 0 for file in files) > (most := total_bytes()):
            raise forms.ValidationError(
                _("The files are more than %(size)d MB together. Choose fewer or smaller ones."),
                params={"size": most // MEGABYTE},
            )
        received, refused = [], []
        for file in files:
            try:
                received.append(read(file))
            except RefusedUpload as refusal:
                refused.append(forms.ValidationError(refusal.message, code=refusal.code))
        if refused:
            raise forms.ValidationError(refused)
        return received


def read(file: UploadedFile[bytes]) -> Received:
    upload = inspect(file.name or "", file, film_bytes())
    file.seek(0)
    return Received.of(upload, file.read())


class Honeypot(forms.CharField):
    """A field that people never see and programs fill in."""

    def __init__(self) -> None:
        attributes = {"autocomplete": "off", "tabindex": "-1"}
        super().__init__(required=False, label=_("Leave this field empty"), widget=forms.TextInput(attrs=attributes))
