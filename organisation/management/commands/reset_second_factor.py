"""`manage.py reset_second_factor E-MAIL`: for when no administrator can sign in any more."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from organisation.models import SecondFactor, User
from organisation.models.people import as_stored


class Command(BaseCommand):
    help = "Takes away apps, passkeys and recovery codes of one person, who sets up new ones at the next sign-in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *_args: Any, **options: Any) -> None:
        user = User.objects.filter(email=as_stored(options["email"])).first()
        if user is None:
            raise CommandError("Nobody has this address.")
        SecondFactor.reset(user, by=None)
        self.stdout.write(f"{user.email}: reset")
