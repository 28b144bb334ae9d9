"""What there is below /api/v1/: names of addresses with their methods."""

from api.urls import v1

ROUTES: set[tuple[str, str]] = {
    (str(route.name), method)
    for route in v1
    for method in route.callback.actions  # type: ignore[attr-defined] # DRF keeps the table of methods there
    if method != "head"
}
OPERATIONS = len(ROUTES)
