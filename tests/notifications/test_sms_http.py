"""The configurable gateway: 云MAS by its preset, others by a rule that an office writes down."""

import base64
import hashlib
import hmac
import json
from dataclasses import replace
from urllib.parse import parse_qsl

import pytest

from models.refusals import BadSetting
from notifications.https import Site
from notifications.sms_http import HttpGateway, Rule, cloud_mas, rule_of
from tests.notifications import gateway as there
from tests.notifications import sms_vendors as vendors
from tests.notifications.sms import TEMPLATES, Clock, failure, fate, mas, sent

RULE = cloud_mas(**vendors.MAS)


@pytest.mark.parametrize(
    ("by_template", "content"),
    [
        (False, "有1项学法普法任务需您办理或关注，最近时限6月20日，请登录系统查看。"),
        (True, '["1", "6月20日"]'),
    ],
)
def test_cloud_mas_takes_both_kinds(by_template, content):
    with there.gateway(Clock()) as opened:
        path = "tmpsubmit" if by_template else "submit"
        rule = cloud_mas(**vendors.MAS, by_template=by_template)
        server_id = sent(mas(opened, rule=rule, site=Site(f"{opened.address}/sms/{path}")))

    assert [(text.number, text.content, text.server_id) for text in opened.taken] == [
        ("13800130417", content, server_id)
    ]


@pytest.mark.parametrize("name", [*RULE.fields])
def test_cloud_mas_takes_nothing_whose_field_was_changed(name):
    with there.gateway(Clock()) as opened:
        sent(mas(opened))
        request = opened.seen[0]
        values = json.loads(base64.b64decode(request.body))
        forged = json.dumps({**values, name: f"{values[name]}9"}).encode()
        opened.answer(replace(request, body=base64.b64encode(forged)))

    assert len(opened.taken) == 1


@pytest.mark.parametrize("wrong", ["password", "account", "enterprise", "sign"])
def test_cloud_mas_says_what_is_wrong(wrong):
    with there.gateway(Clock()) as opened:
        error = failure(mas(opened, rule=cloud_mas(**{**vendors.MAS, wrong: "another"})))

    assert error.reason == f"短信网关没有受理（{'IllegalSignId' if wrong == 'sign' else 'InvalidUsrOrPwd'}）"
    assert (fate(error), opened.taken) == ("permanent" if wrong == "sign" else "deferred", [])


def test_a_yes_that_comes_with_an_error_is_no_yes():
    yes = there.said({"msgGroup": "1", "rspcod": "success", "success": True}, 500)
    with there.gateway(Clock(), **{"cloud-mas": [yes]}) as opened:
        assert fate(failure(mas(opened))) == "uncertain"


OTHER = {
    "fields": {
        "to": "${e164}",
        "say": "${text}",
        "id": "${key}",
        "at": "${time}",
        "mac": "${mac}",
        "u": "${user}",
    },
    "given": {"user": "pufa"},
    "mac": "${user}${phone}${time}",
    "hash": "hmac-sha256",
    "mac_key": "k3y",
    "headers": {"X-User": "${user}"},
    "taken": {"code": "0"},
    "server_id": "sid",
    "code": "code",
}
SAID = {
    "to": "+8613800130417",
    "say": "【学普】有1项学法普法任务需您办理或关注，最近时限6月20日，请登录系统查看。",
    "id": "6f2a",
    "at": "20260612090000",
    "mac": hmac.digest(b"k3y", b"pufa1380013041720260612090000", "sha256").hex(),
    "u": "pufa",
}


class Listener:
    """A gateway of no known make: notes the request, takes everything."""

    def __init__(self, monkeypatch, answer):
        self.requests = []

        def note(opened, request):
            self.requests.append(request)
            return there.said(answer)

        monkeypatch.setitem(there.DOORS, "/other", note)


@pytest.mark.parametrize("form", ["json", "form", "query", "base64-json"])
def test_a_written_rule_is_what_the_gateway_hears(monkeypatch, form):
    listener = Listener(monkeypatch, {"code": 0, "sid": 4711})
    rule = rule_of(json.dumps({**OTHER, "form": form}))
    with there.gateway(Clock()) as opened:
        site = Site(f"{opened.address}/other/send?v=2")
        answer = sent(HttpGateway(site, rule, TEMPLATES, opened.clock))

    (request,) = listener.requests
    heard = {
        "json": lambda: json.loads(request.body),
        "base64-json": lambda: json.loads(base64.b64decode(request.body)),
        "form": lambda: dict(parse_qsl(request.body.decode())),
        "query": lambda: {name: value for name, value in request.query.items() if name != "v"},
    }[form]()
    assert (heard, answer) == (SAID, "4711")
    assert (request.query["v"], request.headers["x-user"]) == ("2", "pufa")
    assert request.method == ("GET" if form == "query" else "POST")


@pytest.mark.parametrize("name", ["md5", "sha1", "sha256"])
def test_a_plain_hash_is_made_as_named(monkeypatch, name):
    listener = Listener(monkeypatch, {"code": 0})
    rule = rule_of(json.dumps({**OTHER, "hash": name}))
    with there.gateway(Clock()) as opened:
        answer = sent(HttpGateway(Site(f"{opened.address}/other/send"), rule, TEMPLATES, opened.clock))

    mac = json.loads(listener.requests[0].body)["mac"]
    assert mac == hashlib.new(name, b"pufa1380013041720260612090000").hexdigest()
    assert answer == "网关已受理"


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"fields": {"to": "${who}"}}, "who"),
        ({"fields": {"to": "${"}}, "不能用"),
        ({"mac": "${mac}"}, "mac"),
        ({"headers": {"X": "${secret}"}}, "secret"),
        ({"headers": {"X": "${content}"}}, "content"),
        ({"headers": {"X": "学普"}}, "headers"),
        ({"fields": {}}, "fields"),
        ({"taken": {}}, "taken"),
        ({"mac_key": ""}, "mac_key"),
        ({"form": "xml"}, "form"),
        ({"hsah": "md5"}, "hsah"),
        ({"hash": "crc"}, "hash"),
        ({"given": "k3y"}, "given"),
    ],
)
def test_a_rule_that_cannot_work_is_refused_at_once(changes, says):
    with pytest.raises(BadSetting, match=says) as caught:
        rule_of(json.dumps({**OTHER, **changes}))

    assert "k3y" not in str(caught.value)


@pytest.mark.parametrize("written", ["", "{", "[]", "null", '{"fields": {}}'])
def test_what_is_no_rule_is_refused(written):
    with pytest.raises(BadSetting, match="读不懂"):
        rule_of(written)


def test_what_the_vendor_handed_out_is_not_shown():
    assert "mas-secret" not in repr(RULE)
    assert "k3y" not in repr(rule_of(json.dumps(OTHER)))
    assert isinstance(RULE, Rule)
