"""What every process that answers needs, brought into memory before they part from their parent, so that they share it.

What a process changes afterwards is its own. The memory stays shared where nobody writes to it: so what is there by
then is no longer looked through for what may be let go (`gc.freeze`). Nothing here asks a server: a line to one must
not be in two processes.
"""

import gc
from contextlib import suppress
from typing import Final

from django.conf import settings
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.template.loader import get_template
from django.urls import get_resolver
from django.utils import translation

from meaning import embedding
from triage.classifier.engine import Classifier
from triage.classifier.interface import Enquiry
from triage.flags import gate

RARELY: Final = (5_000, 20, 20)
"""How often what may be let go is looked for: a page makes thousands of objects, and nearly all go by themselves."""


def preload() -> None:
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            translation.gettext("")
            get_resolver()._populate()  # noqa: SLF001  the address of every page, which Django keeps by language
    for template in sorted(templates()):
        with suppress(TemplateDoesNotExist, TemplateSyntaxError):  # who asks for it will hear of it
            get_template(template)
    gate.at_once("")
    Classifier.load().classify(Enquiry("", ""))
    embedding.available()
    gc.set_threshold(*RARELY)
    gc.collect()
    gc.freeze()


def templates() -> set[str]:
    """The names of our own."""
    folder = settings.BASE_DIR / "templates"
    return {str(path.relative_to(folder)) for path in folder.rglob("*.html")}
