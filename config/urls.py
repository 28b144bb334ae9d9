"""Three doors, one house: customers, staff, programs; and health."""

from django.urls import include, path

from config import views

urlpatterns = [
    path("", include("portal.urls")),
    path("desk/", include("console.urls")),
    # Addresses are given by administrators; the library's own page for changing them stays shut.
    path("staff/email/", views.not_here),
    path("staff/", include("allauth.urls")),
    path("api/", include("api.urls")),
    path("channels/telegram/", include("channels.telegram.urls")),
    path("channels/x/", include("channels.x.urls")),
    path("channels/weibo/", include("channels.weibo.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("brand.css", views.brand_css, name="brand_css"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("healthz", views.healthz, name="healthz"),
    path("healthz/sla", views.healthz_sla, name="healthz_sla"),
    path("readyz", views.readyz, name="readyz"),
    path("metrics", views.metrics, name="metrics"),
]
handler400 = "config.views.bad_request"
handler404 = "config.views.page_not_found"
handler500 = "config.views.server_error"
