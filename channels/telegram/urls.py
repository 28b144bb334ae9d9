"""Where Telegram reaches us."""

from django.urls import path

from channels.telegram import webhook

app_name = "telegram"
urlpatterns = [path("", webhook.webhook, name="webhook")]
