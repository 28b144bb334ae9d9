"""Where Weibo reaches us."""

from django.urls import path

from channels.weibo import webhook

app_name = "weibo"
urlpatterns = [path("", webhook.webhook, name="webhook")]
