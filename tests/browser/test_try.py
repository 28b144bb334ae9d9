import time
import pytest
from playwright.sync_api import expect
from tests.people import House, a_ticket
pytestmark = pytest.mark.browser

def test_a(house, window, moving):
    t=time.time()
    a_ticket(house)
    p = window(house.alice); print("win", time.time()-t)
    for url in ("/desk/","/desk/queue/mine/"):
        t=time.time(); p.goto(url); print(url, time.time()-t)
    p.screenshot(path="/tmp/shots/try.png")
    from axe_playwright_python.sync_playwright import Axe
    t=time.time(); r=Axe().run(p); print("axe", time.time()-t, [v["id"] for v in r.response["violations"]])
    t=time.time(); p.emulate_media(color_scheme="dark"); p.set_viewport_size({"width":360,"height":740}); r=Axe().run(p); print("axe", time.time()-t, [v["id"] for v in r.response["violations"]])
    p2=window(language="zh-hans"); t=time.time(); p2.goto("/"); print(time.time()-t, p2.locator("h1").inner_text())
def test_b(house, window, moving):
    pass
