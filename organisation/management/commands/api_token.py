from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from knox.models import AuthToken

from organisation.api.access import may_have_token
from organisation.models import User


class Command(BaseCommand):
    help = "Makes a token with which a program uses the API as one person, with that person's rights. Shown once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--days", type=int, default=365, help="How long it is valid.")
        parser.add_argument("--revoke", action="store_true", help="Ends all tokens of the person instead.")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email=options["email"].lower(), is_active=True).first()
        if user is None:
            raise CommandError("Nobody active has this e-mail address.")
        if options["revoke"]:
            count, _kinds = AuthToken.objects.filter(user=user).delete()
            self.stdout.write(f"{count} tokens revoked.")
            return
        if user.break_glass:
            raise CommandError("The emergency account has no token: administrators would not hear of its use.")
        if not may_have_token(user):
            raise CommandError("This person comes by single sign-on alone. Make an API client in the administration.")
        _row, token = AuthToken.objects.create(user, expiry=timedelta(days=options["days"]))
        self.stdout.write(token)
