"""What `security` asks for is met, or nothing leaves."""

import datetime as dt
import ipaddress
import ssl

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from models.refusals import BadSetting
from notifications.channel import ChannelError, Envelope
from notifications.mail import Mail
from tests.notifications.sample import AT, digest
from tests.notifications.server import post_office

NOW = dt.datetime.now(dt.UTC)
DAY = dt.timedelta(days=1)


def certificate(folder, *, host="127.0.0.1", until=NOW + DAY):
    """Make a self-signed certificate; return the server's side of TLS and the file that vouches for it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mx.test")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(NOW - 2 * DAY)
        .not_valid_after(until)
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(host))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    public, private = folder / "public.pem", folder / "private.pem"
    public.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(public, private)
    return context, public


def send(mail: Mail) -> str:
    body = mail.compose(digest(), to="zhao@example.gov.cn", message_id="m1", at=AT).body
    with mail.session() as outlet:
        return outlet.send(Envelope("zhao@example.gov.cn", "m1", body))


def mail(office, security, authorities, **changes) -> Mail:
    return Mail("127.0.0.1", office.port, "pufa@example.gov.cn", security, authorities=authorities, **changes)


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_mail_and_login_travel_encrypted(tmp_path, security):
    tls, public = certificate(tmp_path)
    with post_office(tls=tls, implicit=security == "tls", password="s3cret") as office:
        send(mail(office, security, public, user="pufa", password="s3cret"))

    assert office.encrypted == [True]


def test_a_wrong_password_puts_the_mail_off_and_says_so(tmp_path):
    tls, public = certificate(tmp_path)
    with (
        post_office(tls=tls, password="s3cret") as office,
        pytest.raises(ChannelError, match="账号或密码不对") as caught,
    ):
        send(mail(office, "starttls", public, user="pufa", password="guess"))

    assert (caught.value.permanent, caught.value.uncertain, office.seen) == (False, False, [])


def test_stripped_starttls_sends_nothing(tmp_path):
    _, public = certificate(tmp_path)
    with post_office() as office, pytest.raises(ChannelError, match="STARTTLS") as caught:
        send(mail(office, "starttls", public))

    assert (caught.value.permanent, office.seen) == (False, [])


@pytest.mark.parametrize("security", ["starttls", "tls"])
@pytest.mark.parametrize("fault", ["unknown", "expired", "other host"])
def test_a_certificate_that_proves_nothing_sends_nothing(tmp_path, security, fault):
    tls, public = certificate(
        tmp_path,
        host="127.0.0.2" if fault == "other host" else "127.0.0.1",
        until=NOW - DAY if fault == "expired" else NOW + DAY,
    )
    with (
        post_office(tls=tls, implicit=security == "tls") as office,
        pytest.raises(ChannelError, match="证书没有通过验证") as caught,
    ):
        send(mail(office, security, None if fault == "unknown" else public))

    assert (caught.value.permanent, caught.value.uncertain, office.seen) == (False, False, [])


def test_tls_against_a_clear_server_sends_nothing(tmp_path):
    _, public = certificate(tmp_path)
    with post_office() as office, pytest.raises(ChannelError, match="加密连接没有建立"):
        send(mail(office, "tls", public))

    assert office.seen == []


def test_an_unreadable_authority_is_refused_at_once(tmp_path):
    with pytest.raises(BadSetting, match="证书文件"):
        Mail("mx", 25, "pufa@example.gov.cn", authorities=tmp_path / "absent.pem")
