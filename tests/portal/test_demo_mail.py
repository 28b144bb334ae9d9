"""Demo only: mails are read from the folder they were written to."""

from pathlib import Path

from django.core.mail import EmailMessage, get_connection
from django.test import Client
from pytest_django.fixtures import Settings

from tests.portal.conftest import text_of


def test_demo_mails_are_listed_newest_last_word_first_and_as_text(
    client: Client, db: None, settings: Settings, tmp_path: Path
) -> None:
    settings.ROOT_URLCONF, settings.EMAIL_FILE_PATH = "tests.portal.demo_urls", str(tmp_path)
    backend = get_connection("django.core.mail.backends.filebased.EmailBackend", file_path=str(tmp_path))
    for word in ("first", "second <b>验证码</b>"):
        EmailMessage(
            f"Subject {word[:6]}", f"Body {word}", "desk@desk.test", ["cleo@mail.test"], connection=backend
        ).send()
    page = text_of(client.get("/demo/mail/"))
    assert page.index("Subject second") < page.index("Subject first")
    assert "second &lt;b&gt;验证码&lt;/b&gt;" in page
    assert "In production these go to the customer’s mailbox" in page


def test_an_empty_folder_says_what_to_do(client: Client, db: None, settings: Settings, tmp_path: Path) -> None:
    settings.ROOT_URLCONF, settings.EMAIL_FILE_PATH = "tests.portal.demo_urls", str(tmp_path / "none")
    assert "No mail yet" in text_of(client.get("/demo/mail/"))
