"""Pages in a real browser, at an office's desk and on a phone."""

import shutil
import socket
import threading
from collections.abc import Iterator

import pytest
import uvicorn
from playwright.sync_api import Browser, sync_playwright

from office import Office
from tests import make
from tests.conftest import settings_for
from web.app import build

pytestmark = pytest.mark.browser
CHROMIUM = shutil.which("chromium")
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
SCREENS = {"desk": {"width": 1366, "height": 768}, "phone": {"width": 390, "height": 844}}
LONG = "《关于进一步加强全市外事系统习近平法治思想学习宣传贯彻工作的实施意见》" * 3
ROWS = (
    ("1", f"学习{LONG}", "办公室", "1月10日前", "签到表"),
    ("2", "Pneumonoultramicroscopicsilicovolcanoconiosis" * 4, "办公室", "1月12日前", "照片"),
    (
        "3",
        "<script>document.title='hacked'</script>",
        "法规科",
        "1月31日前",
        "https://example.org/" + "x" * 200,
    ),
    *((str(n), f"任务{n}", "人事科", "每季度末月25日前", "成绩单") for n in range(4, 18)),
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine")
    with sync_playwright() as play:
        launched = play.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield launched
        launched.close()


@pytest.fixture
def address(tmp_path, clock) -> Iterator[str]:
    """Serve 59 tasks with names that are long, unbroken or hostile."""
    office = Office.make(settings_for(tmp_path / "home"), clock=clock)
    make.cast(office)
    make.issued_list(office, ROWS)
    clock.at(2024, 1, 11)
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(build(office), log_level="warning", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join()
    office.database.close()


@pytest.mark.parametrize("screen", SCREENS)
def test_no_page_is_wider_than_its_screen(browser, address, screen):
    context = browser.new_context(viewport=SCREENS[screen])
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    for path in ("/", "/?page=2&state=later", "/?search=zz", "/tasks/1", "/tasks/2", "/tasks/3", "/health"):
        page.goto(address + path)
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width == SCREENS[screen]["width"], path
        assert page.title() != "hacked"
    assert complaints == []  # nothing blocked by the security policy, nothing missing
    context.close()


def test_the_filter_works_without_a_script(browser, address):
    context = browser.new_context(viewport=SCREENS["phone"], java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    assert not page.locator("select[name=state]").is_visible()
    page.locator("summary").first.click()
    page.locator("select[name=state]").select_option(label="已逾期")
    page.locator("button[type=submit]").click()
    assert page.locator(".tasks tbody tr").count() == 1
    assert page.locator(".lamp.red").first.inner_text() == "已逾期 1 天"
    page.locator(".tasks tbody tr a").first.click()
    assert page.locator("h1").inner_text().startswith("学习《关于")
    context.close()


def test_a_lamp_says_in_words_and_shape_what_its_colour_says(browser, address):
    context = browser.new_context(viewport=SCREENS["desk"])
    page = context.new_page()
    page.goto(address)
    lamps = page.locator(".tasks .lamp")
    assert lamps.count() > 0
    for lamp in lamps.all():
        assert lamp.inner_text().strip()
        assert lamp.locator("svg").bounding_box()["width"] == 12
    context.close()
