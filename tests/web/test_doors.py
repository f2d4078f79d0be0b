"""What holds for every answer: who may ask, headers, methods, refusals as pages."""

import pytest
from fastapi.testclient import TestClient

from tests.web.conftest import on_sqlite, visitor
from web import errors
from web.app import build

PATHS = ("/", "/tasks/1", "/health", "/healthz", "/nothing", "/?year=x", "/static/nothing.css")


pytestmark = on_sqlite


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_is_locked_down(pages, path):
    headers = pages.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", PATHS)
def test_head_answers_as_get_does(pages, path):
    assert pages.head(path).status_code == pages.get(path).status_code


def test_static_files_may_be_kept_by_their_digest(pages):
    page = pages.get("/").text
    start = page.index("/static/pages.css?v=")
    address = page[start : page.index('"', start)]
    kept = pages.get(address)
    assert kept.status_code == 200
    assert kept.headers["content-type"].startswith("text/css")
    assert "immutable" in kept.headers["cache-control"]
    assert pages.get("/static/pages.css").headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "path", ["/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py", "/static/"]
)
def test_static_gives_nothing_else(pages, path):
    assert pages.get(path).status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
@pytest.mark.parametrize("path", ["/", "/tasks/1", "/health"])
def test_pages_only_read(pages, method, path):
    answer = getattr(pages, method)(path)
    assert answer.status_code == 405
    assert "网页目前只读" in answer.text


@pytest.mark.parametrize("path", ["/openapi.json", "/docs", "/redoc", "/favicon.ico"])
def test_nothing_unasked_is_offered(pages, path):
    answer = pages.get(path)
    assert answer.status_code == 404
    assert "这个网址没有内容" in answer.text


@pytest.mark.parametrize(
    ("host", "address", "status"),
    [
        ("127.0.0.1", "127.0.0.1", 200),
        ("localhost:8000", "127.0.0.1", 200),
        ("[::1]:8000", "::1", 200),
        ("127.0.0.1", "10.1.2.3", 403),
        ("evil.example.org", "127.0.0.1", 403),  # a foreign page that named us by its own name
        ("localhost.example.org", "127.0.0.1", 403),
        ("10.1.2.3:8000", "127.0.0.1", 403),
    ],
)
@pytest.mark.parametrize("path", ["/", "/healthz", "/tasks/1"])
def test_only_this_machine_is_answered(office, host, address, status, path):
    answer = visitor(office, host=host, address=address).get(path)
    if status == 403:
        assert (answer.status_code, "只能在本机打开" in answer.text) == (403, True)
        assert "市外办" not in answer.text
    else:
        assert answer.status_code != 403


@pytest.mark.parametrize(("kind", "status"), errors.STATUS.items())
def test_a_refusal_becomes_a_page_with_its_sentence(office, kind, status):
    app = build(office)

    @app.get("/refused")
    def refused():
        raise kind("请先做 <这个>。")

    answer = TestClient(app, base_url="http://127.0.0.1", client=("127.0.0.1", 1)).get("/refused")
    assert answer.status_code == status
    assert "请先做 &lt;这个&gt;。" in answer.text
    assert errors.TITLES[status] in answer.text


def test_a_bug_is_a_page_without_its_secrets_and_still_flies(office):
    app = build(office)

    @app.get("/bug")
    def bug():
        raise ZeroDivisionError("secret")

    client = TestClient(app, base_url="http://127.0.0.1", client=("127.0.0.1", 1))
    with pytest.raises(ZeroDivisionError):
        client.get("/bug")
    quiet = TestClient(
        app, base_url="http://127.0.0.1", client=("127.0.0.1", 1), raise_server_exceptions=False
    )
    answer = quiet.get("/bug")
    assert answer.status_code == 500
    assert "程序出错了" in answer.text
    assert "secret" not in answer.text
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["cache-control"] == "no-store"
