"""What there is below /api/v1/: names of addresses with their methods, as Django itself would find them."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from accounts.models import Scope


def _below(resolver: URLResolver, prefix: str) -> Iterator[tuple[str, URLPattern]]:
    for each in resolver.url_patterns:
        place = prefix + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from _below(each, place)
        elif place.startswith("api/v1/"):
            yield place, each


FOUND = [route for _place, route in _below(get_resolver(), "")]
ROUTES: set[tuple[str, str]] = {
    (str(route.name), method)
    for route in FOUND
    for method in route.callback.actions  # type: ignore[attr-defined] # DRF keeps the table of methods there
    if method != "head"
}
OPERATIONS = len(ROUTES)


def scope_of(name: str, method: str) -> Scope | None:
    """What a token needs for it; None where nobody needs one."""
    view = next(each.callback for each in FOUND if each.name == name)
    scope: Scope | None = view.cls.scopes.get(view.actions[method])  # type: ignore[attr-defined] # idem
    return scope
