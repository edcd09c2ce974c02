"""The addresses of SCIM, without a slash at the end as the standard has them."""

from django.urls import path

from organisation.directory import views

urlpatterns = [
    path("Users", views.Users.as_view(), name="scim_users"),
    path("Users/<int:pk>", views.OneUser.as_view(), name="scim_user"),
    path("Groups", views.Groups.as_view(), name="scim_groups"),
    path("Groups/<int:pk>", views.OneGroup.as_view(), name="scim_group"),
    path("ServiceProviderConfig", views.Config.as_view(), name="scim_config"),
    path("ResourceTypes", views.ResourceTypes.as_view(), name="scim_resource_types"),
    path("Schemas", views.Schemas.as_view(), name="scim_schemas"),
]
