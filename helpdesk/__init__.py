"""The project package: wiring only, no words of the domain."""

from helpdesk.celery import app as celery_app

__all__ = ["celery_app"]
