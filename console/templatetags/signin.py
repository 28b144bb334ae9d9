"""What the sign-in page shows beside its form."""

from django import template

from accounts.selectors import DemoSignIn, demo_signins

register = template.Library()


@register.simple_tag
def demo_accounts() -> list[DemoSignIn]:
    """One account for each role with its code of this half minute; empty outside the demo."""
    return demo_signins()
