"""Addresses of incidents."""

from django.urls import path

from console.views import incidents

urlpatterns = [
    path("", incidents.incidents, name="incidents"),
    path("new/", incidents.declare, name="incident_new"),
    path("<int:pk>/", incidents.incident, name="incident"),
    path("<int:pk>/update/", incidents.update, name="incident_update"),
    path("<int:pk>/solve/", incidents.solve, name="incident_solve"),
]
