from django.apps import AppConfig


class SlaConfig(AppConfig):
    name = "sla"

    def ready(self) -> None:
        from sla.metrics import register  # noqa: PLC0415 - needs the models

        register()
