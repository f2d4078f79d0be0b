"""A real IMAP server on the loopback, of the tests alone: Debian's dovecot, unprivileged, on free ports."""

import grp
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from imap_tools import MailBoxUnencrypted

USER, PASSWORD = "pufa", "open-sesame"
SERVER = "/usr/sbin/dovecot"

CONF = """
base_dir = {base}/run
state_dir = {base}/state
log_path = {base}/log
protocols = imap
listen = 127.0.0.1
default_login_user = {user}
default_internal_user = {user}
default_internal_group = {group}
disable_plaintext_auth = no
ssl = {ssl}
{certificate}
mail_location = maildir:{base}/mail/%u:INDEX=MEMORY
mail_uid = {user}
mail_gid = {group}
first_valid_uid = 1
namespace inbox {{
  inbox = yes
}}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={base}/mail/%u
}}
service imap-login {{
  chroot =
  user = {user}
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


@dataclass(frozen=True)
class PostBox:
    """The server, and a door of our own to put mails in and to look at them afterwards."""

    port: int
    tls_port: int

    def put(self, *mails: bytes, folder: str = "INBOX") -> None:
        with self.door() as box:
            if not box.folder.exists(folder):
                box.folder.create(folder)
            for mail in mails:
                box.append(mail, folder)

    def flags(self) -> list[tuple[str, ...]]:
        with self.door() as box:
            return [mail.flags for mail in box.fetch(mark_seen=False)]

    def door(self) -> MailBoxUnencrypted:
        return MailBoxUnencrypted("127.0.0.1", self.port).login(USER, PASSWORD)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def dovecot(certificate: Path | None = None, key: Path | None = None) -> Iterator[PostBox]:
    """Start the server; stop it by its own process."""
    base = Path(tempfile.mkdtemp(prefix="xuepu-dovecot-"))
    user = "nobody" if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name
    group = grp.getgrgid(pwd.getpwnam(user).pw_gid).gr_name
    opened = PostBox(_free_port(), _free_port())
    tls = f"ssl_cert = <{certificate}\nssl_key = <{key}" if certificate else ""
    (base / "mail").mkdir()
    (base / "dovecot.conf").write_text(
        CONF.format(
            base=base,
            user=user,
            group=group,
            ssl="yes" if certificate else "no",
            certificate=tls,
            password=PASSWORD,
            port=opened.port,
            tls_port=opened.tls_port,
        )
    )
    if os.getuid() == 0:
        for path in (base, base / "mail"):
            shutil.chown(path, user, group)
    running = subprocess.Popen([SERVER, "-F", "-c", str(base / "dovecot.conf")])
    try:
        _await(running, opened.port, base / "log")
        yield opened
    finally:
        running.terminate()
        running.wait(timeout=20)
        shutil.rmtree(base, ignore_errors=True)


def _await(running: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until and running.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    said = log.read_text() if log.exists() else ""
    raise RuntimeError(f"dovecot did not start: {said[-2000:]}")
