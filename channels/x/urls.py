"""Where X reaches us."""

from django.urls import path

from channels.x import webhook

app_name = "x"
urlpatterns = [path("", webhook.webhook, name="webhook")]
