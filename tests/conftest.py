"""Fixtures of the whole suite."""

from typing import Any

import pytest

from tests.cast import cast, ticket

__all__ = ["cast", "ticket"]


@pytest.fixture(autouse=True)
def plain_places(settings: Any) -> None:
    """Static files as they lie in the tree, and quick passwords: neither is what a test is about."""
    storages = dict(settings.STORAGES)
    storages["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = storages
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
