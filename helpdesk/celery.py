"""The Celery application: a broker when there is one, otherwise tasks run where they are called."""

import os
import sys
from typing import Any

from celery import Celery
from celery.signals import beat_init, celeryd_init
from django.core.exceptions import ImproperlyConfigured

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")

app = Celery("helpdesk")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@celeryd_init.connect
@beat_init.connect
def require_servers(**_about: Any) -> None:
    """A worker without a broker, or without a database, would stand idle and say nothing."""
    from django.conf import settings  # noqa: PLC0415  settings are read when a process begins, not at import

    try:
        settings.ENVIRONMENT.require_servers()
    except ImproperlyConfigured as error:
        sys.exit(str(error))
