"""A chat with a window at each end."""

from typing import Any

import pytest
from playwright.sync_api import expect

from accounts.models import User
from channels.chat.models import Chat
from channels.chat.services import take_chat
from core import clock
from tests.browser.conftest import PHONE, Clock, OpenWindow
from tests.browser.windows import press
from tests.core.test_files import picture
from tests.people import House
from tickets.services import reply

pytestmark = pytest.mark.browser


def test_words_go_both_ways_without_a_reload(house: House, moving: Clock, window: OpenWindow, settings: Any) -> None:
    """The customer on a phone, in Chinese; the agent at the desk, told of the wait, of who writes, and of each line."""
    settings.UNDO_SECONDS = 10
    User.objects.filter(pk=house.alice.pk).update(seen_at=clock.now())
    desk = window(house.alice)
    desk.goto("/desk/chats/")
    expect(desk.locator("body[data-live-on]")).to_be_attached()

    phone = window(language="zh-hans", size=PHONE)
    phone.goto("/chat/")
    phone.get_by_label("关于什么事？").select_option("funds")
    phone.get_by_label("您的问题").fill("提币没到账")
    phone.get_by_label("您的邮箱或电话").fill("lin@mail.test")
    phone.get_by_role("button", name="开始聊天").click()
    expect(phone.locator("#chat-state")).to_contain_text("排队第 1 位")

    desk.get_by_role("button", name="Take the chat").click()
    expect(desk.locator("#chat-strip")).to_contain_text("You are in chat with the customer")
    expect(phone.locator("#chat-state")).to_contain_text("Alice")
    phone.get_by_label("写给我们").press_sequentially("哈希是 0x12")
    expect(desk.locator("#here")).to_contain_text("The customer is writing")
    phone.get_by_role("button", name="发送").click()
    expect(phone.locator("#chat-lines")).to_contain_text("哈希是 0x12")
    expect(phone.get_by_label("写给我们")).to_have_value("")
    expect(desk.locator("#thread")).to_contain_text("哈希是 0x12")

    desk.get_by_label("Your message").fill("Found it.")
    expect(phone.locator("#chat-typing")).to_be_visible()
    press(desk, "Enter")
    expect(phone.locator("#chat-lines")).to_contain_text("Found it.")
    expect(desk.get_by_label("Your message")).to_have_value("")
    expect(desk.get_by_label("Your message")).to_be_focused()
    expect(desk.locator("#ticket-clocks")).to_contain_text("Met")
    desk.get_by_role("button", name="End the chat").click()
    expect(phone.locator("#chat-state")).to_contain_text("聊天已结束。")
    expect(phone.locator("#say")).to_have_count(0)
    assert Chat.objects.get().ended_by == "agent"


def test_a_line_without_connection_stays_in_the_field(
    house: House, moving: Clock, window: OpenWindow, faults: list[str]
) -> None:
    """And is there once when it was sent again."""
    User.objects.filter(pk=house.alice.pk).update(seen_at=clock.now())
    phone = window(size=PHONE)
    phone.goto("/chat/")
    phone.get_by_label("Your question").fill("Where is my coin?")
    phone.get_by_label("Your e-mail or phone").fill("lin@mail.test")
    phone.get_by_role("button", name="Start the chat").click()
    phone.get_by_label("Write to us").fill("Hello?")
    phone.route("**/chat/say/", lambda route: route.abort())
    phone.get_by_role("button", name="Send").click()
    expect(phone.locator("#chat-error")).to_contain_text("Your text is kept")
    expect(phone.get_by_label("Write to us")).to_have_value("Hello?")
    faults.clear()  # the browser counts the broken line as one
    phone.unroute("**/chat/say/")
    phone.get_by_role("button", name="Send").click()
    expect(phone.locator(".chat-line", has_text="Hello?")).to_have_count(1)


def test_on_the_operators_own_site_a_frame_holds_the_chat(
    house: House, moving: Clock, window: OpenWindow, address: str, faults: list[str]
) -> None:
    """One line in their page; another origin, no cookie of ours; the same chat after a reload."""
    User.objects.filter(pk=house.alice.pk).update(seen_at=clock.now())
    site = window(size=PHONE)
    html = f'<!doctype html><title>Shop</title><body><h1>Shop</h1><script src="{address}/chat/embed.js" data-label="Help"></script>'
    site.route("https://www.operator.test/", lambda route: route.fulfill(content_type="text/html", body=html))
    site.context.grant_permissions(["local-network-access"])  # our server is on this machine, theirs is not
    site.goto("https://www.operator.test/")
    site.get_by_role("button", name="Help").click()
    frame = site.frame_locator("iframe")
    frame.get_by_label("Your question").fill("Where is my coin?")
    frame.get_by_label("Your e-mail or phone").fill("lin@mail.test")
    frame.get_by_role("button", name="Start the chat").click()
    expect(frame.locator("#chat-state")).to_contain_text("Number 1 in the queue")
    chat = take_chat(chat=Chat.objects.get(), by=house.sam, at=clock.now())
    reply(ticket=chat.ticket, body="I see it.", by=house.sam, at=clock.now())
    expect(frame.locator("#chat-lines")).to_contain_text("I see it.")
    assert not site.context.cookies(address) or all(
        each["name"] != "sessionid" for each in site.context.cookies(address)
    )
    site.reload()
    site.get_by_role("button", name="Help").click()
    expect(frame.locator("#chat-lines")).to_contain_text("I see it.")
    frame.get_by_label("Write to us").fill("Thank you")
    frame.get_by_role("button", name="Send").click()
    expect(frame.locator("#chat-lines")).to_contain_text("Thank you")
    frame.locator("[data-files]").set_input_files(
        {"name": "screen.png", "mimeType": "image/png", "buffer": picture("PNG")}
    )
    frame.get_by_role("button", name="Send").click()
    sent = frame.locator("#chat-lines a.file-open")
    expect(sent).to_contain_text("screen.png")
    # No cookie says who asks here: the frame fetches it with its key and gives it to be saved.
    with site.expect_download() as saved:
        sent.click()
    assert saved.value.path().read_bytes()[:4] == b"\x89PNG"
    frame.get_by_role("button", name="End the chat").click()
    expect(frame.locator("#chat-state")).to_contain_text("You ended the chat.")
    # Their page is https and our server, here, is not: the browser says so.
    faults[:] = [each for each in faults if "Mixed Content" not in each]
