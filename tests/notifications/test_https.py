"""Requests to gateways: encrypted, verified, never redirected, and refused before anything leaks."""

import datetime as dt
import socket
import threading

import pytest

from models.refusals import BadSetting
from notifications.channel import ChannelError
from notifications.https import LARGEST_ANSWER, Caller, Site
from tests.notifications import chat_robots  # noqa: F401  (enters the webhook)
from tests.notifications import gateway as there
from tests.notifications.gateway import Instead
from tests.notifications.sms import Clock, aliyun, failure, fate, sent
from tests.notifications.test_mail_encryption import certificate


@pytest.mark.parametrize(
    "address",
    [
        "https://dysmsapi.aliyuncs.com",
        "https://sms.example.gov.cn:8443/api?key=1",
        "http://127.0.0.1:8080",
        "http://localhost/sms",
        "http://[::1]:8080/",
    ],
)
def test_an_address_that_is_safe(address):
    assert Site(address).target.startswith("/")


@pytest.mark.parametrize(
    ("address", "intranet"),
    [
        ("http://dysmsapi.aliyuncs.com", False),
        ("http://112.35.1.155:1992/sms/norsubmit", True),
        ("http://10.1.2.3/sms", False),
        ("http://gateway.example.gov.cn/sms", True),  # a name may point anywhere
    ],
)
def test_clear_text_over_the_network_is_refused(address, intranet):
    with pytest.raises(BadSetting, match="明文"):
        Site(address, intranet=intranet)


def test_clear_text_inside_the_office_is_a_decision():
    assert Site("http://10.1.2.3:8080/sms", intranet=True).host == "10.1.2.3:8080"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "dysmsapi.aliyuncs.com",
        "ftp://sms.example.gov.cn",
        "https://",
        "https://user:word@sms.example.gov.cn",
        "https://sms.example.gov.cn/a b",
        "https://sms.example.gov.cn/\r\nX: y",
        "https://短信.example.gov.cn",
        "https://sms.example.gov.cn:99999",
        "https://sms.example.gov.cn/#part",
    ],
)
def test_what_is_no_address_is_refused_without_repeating_it(address):
    with pytest.raises(BadSetting, match="https") as caught:
        Site(address)

    assert "word" not in str(caught.value)


def test_an_address_is_not_shown_as_it_may_hold_a_key():
    assert "k3y" not in repr(Site("https://oapi.example.gov.cn/robot/send?access_token=k3y"))


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://sms.example.gov.cn:443/x", "sms.example.gov.cn"),
        ("https://sms.example.gov.cn:8443", "sms.example.gov.cn:8443"),
        ("http://127.0.0.1:80", "127.0.0.1"),
        ("http://[::1]:8080/", "[::1]:8080"),
    ],
)
def test_the_host_is_spelled_as_it_is_sent(address, host):
    assert Site(address).host == host


def test_a_certificate_of_the_offices_own_authority_is_taken(tmp_path):
    tls, public = certificate(tmp_path)
    with there.gateway(Clock(), tls=tls) as opened:
        site = Site(f"https://127.0.0.1:{opened.port}", authorities=public)
        sent(aliyun(opened, site=site))

    assert len(opened.taken) == 1


@pytest.mark.parametrize("fault", ["unknown authority", "another host", "expired"])
def test_a_certificate_that_proves_nothing_gets_nothing(tmp_path, fault):
    yesterday = dt.datetime.now(dt.UTC) - dt.timedelta(days=1)
    changes = {"another host": {"host": "127.0.0.2"}, "expired": {"until": yesterday}}
    tls, public = certificate(tmp_path, **changes.get(fault, {}))
    with there.gateway(Clock(), tls=tls) as opened:
        authorities = None if fault == "unknown authority" else public
        error = failure(
            aliyun(opened, site=Site(f"https://127.0.0.1:{opened.port}", authorities=authorities))
        )

    assert (fate(error), "证书没有通过验证" in error.reason, opened.seen) == ("deferred", True, [])


def test_a_missing_authority_is_said_at_once(tmp_path):
    with pytest.raises(BadSetting, match="证书文件"):
        Site("https://sms.example.gov.cn", authorities=tmp_path / "none.pem")


def test_a_redirect_is_not_followed():
    with there.gateway(Clock()) as elsewhere, there.gateway(Clock(), SendSms=[Instead(b"", 307)]) as opened:
        error = failure(aliyun(opened))

    assert (fate(error), elsewhere.seen) == ("deferred", [])


def test_an_endless_answer_is_cut_off():
    with there.gateway(Clock(), webhook=[Instead(b"x" * 2 * LARGEST_ANSWER)]) as opened:
        answer = Caller(Site(opened.address)).ask("POST", "/hooks/1", headers={}, body=b'{"text": "x"}')

    assert len(answer.body) == LARGEST_ANSWER


@pytest.mark.parametrize("line", [b"SSH-2.0-OpenSSH_9.2\r\n", b"HTTP/1.1 abc\r\n\r\n", b"\0" * 99])
def test_a_server_that_speaks_something_else_leaves_it_uncertain(line):
    with socket.create_server(("127.0.0.1", 0)) as server:

        def speak() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(line)

        thread = threading.Thread(target=speak)
        thread.start()
        with pytest.raises(ChannelError, match="不能确定") as caught:
            Caller(Site(f"http://127.0.0.1:{server.getsockname()[1]}")).ask("POST", "/", headers={})
        thread.join()

    assert caught.value.uncertain
