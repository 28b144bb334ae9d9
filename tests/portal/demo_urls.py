"""The addresses as they are with DEMO=1: settings are read once, so a test cannot switch it on."""

from django.urls import path

from config.urls import urlpatterns as ordinary
from portal.views.demo import mail

urlpatterns = [path("demo/mail/", mail), *ordinary]
