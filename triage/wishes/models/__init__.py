from triage.wishes.models.bundle import Bundle, BundleFile
from triage.wishes.models.change_request import ChangeRequest
from triage.wishes.models.vote import Vote
from triage.wishes.models.wish import KeptApart, Wish

__all__ = ["Bundle", "BundleFile", "ChangeRequest", "KeptApart", "Vote", "Wish"]
