"""The mail as a phone shows it, in a real browser."""

import shutil

import pytest
from playwright.sync_api import sync_playwright

from notifications.rendering import text_and_html
from tests.notifications.sample import digest, item, late

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LONG = "https://www.example.gov.cn/" + "a1b2c3" * 40
WORST = digest(
    late(task="组织党组理论学习中心组围绕《中华人民共和国对外关系法》" * 9, label=LONG, reason=LONG),
    item(task=LONG, department=LONG, evidence_asked=("会议记录",) * 30),
    office="某某省某某市人民政府外事办公室普法工作领导小组办公室",
    person="阿卜杜热西提·买买提",
    unreached=(LONG, f"李晓明：邮箱 {'mailbox.' * 20}@example.org（没有这个邮箱），1项任务没有告知") * 3,
)

MEASURE = """() => ({
  wide: document.documentElement.scrollWidth - innerWidth,
  small: [...document.querySelectorAll('*')].filter(e => [...e.childNodes].some(
    n => n.nodeType === 3 && n.data.trim()) && parseFloat(getComputedStyle(e).fontSize) < 13).length,
  body: [...document.querySelectorAll('td')].map(e => getComputedStyle(e).fontSize).includes('16px'),
  column: document.querySelector('table table').getBoundingClientRect().width,
})"""


@pytest.fixture(scope="module")
def browser():
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        yield opened
        opened.close()


@pytest.mark.browser
@pytest.mark.parametrize(("width", "column"), [(320, 320), (390, 390), (1366, 600)])
def test_nothing_runs_off_the_screen_and_nothing_is_too_small(browser, width, column):
    page = browser.new_page(viewport={"width": width, "height": 844})
    page.set_content(text_and_html(WORST)[1])
    measured = page.evaluate(MEASURE)
    page.close()

    assert measured == {"wide": 0, "small": 0, "body": True, "column": column}
