from desk.queue.models.bulk_act import BulkAct
from desk.queue.models.saved_view import SavedView

__all__ = ["BulkAct", "SavedView"]
