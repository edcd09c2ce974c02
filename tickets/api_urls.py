from rest_framework.routers import SimpleRouter

from tickets.api import TicketViewSet

router = SimpleRouter()
router.register("tickets", TicketViewSet, basename="api-tickets")

urlpatterns = router.urls
