"""Where a message leads: nowhere, to the office's pages, or to them inside a chat app only."""

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import quote, urlsplit

from models.refusals import BadSetting


class Network(StrEnum):
    """Where the network of the office ends, seen from a reader's phone."""

    INTRANET = "intranet"  # 内网: no phone reaches the pages, so no message holds a link
    INTERNET = "internet"  # 互联网区: any browser does
    GOV_CHAT = "gov-chat"  # 政务微信、政务钉钉之后: only the app's own browser does


@dataclass(frozen=True)
class Links:
    """How a message leads back to the pages.

    `base_url` is where readers find them. `app_link` is what opens an address inside the app, as the app's
    platform writes it, with {url} for the address: dingtalk://dingtalkclient/page/link?url={url}.

    Raises:
        BadSetting: settings that contradict each other or could never work.

    """

    network: Network = Network.INTRANET
    base_url: str = ""
    app_link: str = ""

    def __post_init__(self) -> None:
        if self.base_url and not _is_base(self.base_url):
            raise BadSetting(
                "网页地址 XUEPU_BASE_URL 须为完整的 https 地址，例如 https://pf.example.gov.cn，"
                "不带参数和末尾的斜线。"
            )
        if self.network is not Network.INTRANET and not self.base_url:
            raise BadSetting(
                "XUEPU_NETWORK 设为 internet 或 gov-chat 时，请同时设置网页地址 XUEPU_BASE_URL。"
            )
        if self.network is Network.GOV_CHAT and not _is_app_link(self.app_link):
            raise BadSetting(
                "XUEPU_NETWORK=gov-chat 时，请在 XUEPU_APP_LINK 填写应用内打开网页的写法，"
                "其中用 {url} 代表网址，例如 dingtalk://dingtalkclient/page/link?url={url}。"
            )
        if self.network is not Network.GOV_CHAT and self.app_link:
            raise BadSetting("XUEPU_APP_LINK 只在 XUEPU_NETWORK=gov-chat 时有用，请清空它或改网络设置。")

    @property
    def allowed(self) -> bool:
        return self.network is not Network.INTRANET

    @property
    def in_app(self) -> bool:
        return self.network is Network.GOV_CHAT

    def tasks(self, token: str) -> str:
        """Return the link that opens the tasks of one message; empty where none may be written."""
        return self._opened(f"/t/{token}") if token else ""

    def task(self, task_id: int) -> str:
        """Return the link to one task, for a calendar; it opens nothing without signing in."""
        return self._opened(f"/tasks/{task_id}")

    def feed(self, token: str) -> str:
        """Return where a calendar program fetches a person's feed; empty where no address is set.

        It is fetched by a program on the office's own network, so the network's end does not matter.
        """
        return f"{self.base_url}/calendar/{token}.ics" if self.base_url else ""

    def _opened(self, path: str) -> str:
        if not self.allowed:
            return ""
        address = f"{self.base_url}{path}"
        return self.app_link.replace("{url}", quote(address, safe="")) if self.in_app else address


def _is_base(address: str) -> bool:
    try:
        parts = urlsplit(address)
        host = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    plain = address.isascii() and address.isprintable() and not set(' "<>\\^`{|}') & set(address)
    bare = not (parts.query or parts.fragment or "@" in parts.netloc or address.endswith("/"))
    return host and plain and bare and parts.scheme in ("https", "http")


def _is_app_link(pattern: str) -> bool:
    around = pattern.replace("{url}", "")
    return (
        pattern.count("{url}") == 1
        and bool(urlsplit(around).scheme)
        and around.isascii()
        and around.isprintable()
        and not set(' "<>\\^`{|}') & set(around)
    )
