"""The door that gateways push to: a secret address, a small body, and thanks only for what was kept."""

import pytest

from models import MessageState
from office import Office
from tests.conftest import settings_for
from tests.steps.test_receipts import NUMBER, office_at, opened, sms, sweep  # noqa: F401  (fixtures)
from tests.web.conftest import on_sqlite, visitor
from web.receipts import LARGEST

pytestmark = on_sqlite
SECRET = "s3" * 20
PUSH = (
    '[{"phone_number":"%s","success":true,"report_time":"2024-03-25 09:00:05","err_code":"DELIVERED",'
    '"biz_id":"%s","out_id":"%s"}]'
)


@pytest.fixture
def office_pushed(office_at):  # noqa: F811
    office = office_at("aliyun")
    sweep(office)
    settings = office.settings.model_copy(
        update={"sms_receipts": settings_for(office.settings.home, sms_receipts=SECRET).sms_receipts}
    )
    return Office(settings, office.database, office.clock)


def push(office, body, *, secret=SECRET, vendor="aliyun"):
    far = visitor(office, host="pf.example.gov.cn", address="47.1.2.3")
    return far.post(f"/receipts/{secret}/{vendor}", content=body)


def test_a_push_is_taken_and_thanked_for(office_pushed):
    message = sms(office_pushed)
    answer = push(office_pushed, PUSH % (NUMBER, message.server_id, message.key))

    assert (answer.status_code, answer.json()["code"]) == (200, 0)
    assert sms(office_pushed).state is MessageState.DELIVERED


def test_what_is_no_receipt_of_ours_is_thanked_for_and_kept_out(office_pushed):
    assert push(office_pushed, PUSH % ("13900000000", "1^0", "zzz")).status_code == 200
    assert sms(office_pushed).state is MessageState.ACCEPTED


@pytest.mark.parametrize("secret", ["x" * 40, SECRET[:-1], SECRET + "x", "%E5%AD%A6"])
def test_without_the_secret_there_is_nothing(office_pushed, secret):
    answer = push(office_pushed, b"[]", secret=secret)
    assert answer.status_code == 404
    assert "市外办" not in answer.text


def test_where_no_secret_is_set_nothing_is_taken(office_at):  # noqa: F811
    office = office_at("aliyun")
    for secret in ("", "x", "x" * 40):
        assert push(office, b"[]", secret=secret).status_code in (404, 405)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"null", 400),
        (b'[{"success":true}]', 400),
        (b"[" * 100_000, 400),
        (b" " * (LARGEST + 1), 413),
        (b"[]", 200),
    ],
)
def test_a_body_that_no_vendor_sends_is_refused(office_pushed, body, status):
    assert push(office_pushed, body).status_code == status


@pytest.mark.parametrize("vendor", ["http", "..", "aliyun/x"])
def test_other_vendors_have_no_door(office_pushed, vendor):
    assert push(office_pushed, b"[]", vendor=vendor).status_code == 404


def test_the_door_takes_nothing_but_a_push(office_pushed):
    far = visitor(office_pushed, host="pf.example.gov.cn", address="47.1.2.3")
    assert far.get(f"/receipts/{SECRET}/aliyun").status_code == 405
