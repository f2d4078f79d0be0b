"""Settings from the environment (`XUEPU_…`) or a `.env` file. `.env.example` lists every one."""

import difflib
import os
from enum import StrEnum
from pathlib import Path
from typing import Any, Self

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from models.refusals import BadSetting
from notifications.links import Network
from notifications.sms_templates import DEFAULT_TEXT, Filing


class MailWay(StrEnum):
    NONE = "none"
    SMTP = "smtp"
    FILES = "files"


class Security(StrEnum):
    NONE = "none"
    STARTTLS = "starttls"
    TLS = "tls"


class ReplyWay(StrEnum):
    PLUS = "plus"
    SUBJECT = "subject"


class SmsWay(StrEnum):
    NONE = "none"
    SANDBOX = "sandbox"
    ALIYUN = "aliyun"
    TENCENT = "tencent"
    HTTP = "http"


class ChatWay(StrEnum):
    NONE = "none"
    FILES = "files"
    WECOM = "wecom"
    DINGTALK = "dingtalk"
    FEISHU = "feishu"
    WEBHOOK = "webhook"


class Settings(BaseSettings):
    """Nothing that could fail silently has a default: without `mail` nothing is sent, and that is said."""

    model_config = SettingsConfigDict(env_prefix="XUEPU_", env_file=".env", extra="ignore", frozen=True)

    home: Path = Field(Path("data"), description="单位数据目录：数据库、佐证材料、密钥、外发文件")
    database_url: str = Field(
        "", description="数据库地址；空为数据目录内的 SQLite，或 postgresql+psycopg://…"
    )
    mail: MailWay = Field(MailWay.NONE, description="邮件：none 不发，smtp 经邮件服务器，files 只写文件")
    smtp_host: str = Field("", description="邮件服务器地址")
    smtp_port: int = Field(465, ge=1, le=65535, description="邮件服务器端口")
    smtp_security: Security = Field(Security.TLS, description="加密：tls、starttls、none（仅限内网）")
    smtp_user: str = Field("", description="邮件账号；空为不登录")
    smtp_password: SecretStr = Field(SecretStr(""), description="邮件口令或授权码")
    mail_from: str = Field("", description="发件地址，例如 pufa@example.gov.cn")
    reply_address: str = Field("", description="收回信的邮箱，例如 pufa@example.gov.cn；空为请收件人不要回信")
    reply_way: ReplyWay = Field(
        ReplyWay.PLUS,
        description="回信怎样找到任务：plus 用 pufa+代码@…，subject 写在标题里（邮件系统不支持加号地址时）",
    )
    imap_host: str = Field("", description="收信服务器地址（IMAP），用来读退信；空为不收")
    imap_port: int = Field(993, ge=1, le=65535, description="收信服务器端口")
    imap_security: Security = Field(Security.TLS, description="收信加密：tls、starttls、none（仅限本机）")
    imap_user: str = Field("", description="收信账号")
    imap_password: SecretStr = Field(SecretStr(""), description="收信口令或授权码")
    imap_folder: str = Field("INBOX", description="收信文件夹，INBOX 为收件箱")
    sms: SmsWay = Field(
        SmsWay.NONE,
        description="短信：none 不发，sandbox 只写文件，aliyun 阿里云，tencent 腾讯云，http 其他 HTTP 网关",
    )
    sms_key_id: str = Field("", description="短信访问密钥编号：AccessKey ID（阿里云）或 SecretId（腾讯云）")
    sms_secret: SecretStr = Field(SecretStr(""), description="短信访问密钥：AccessKey Secret 或 SecretKey")
    sms_app_id: str = Field("", description="腾讯云短信应用编号 SdkAppId")
    sms_address: str = Field("", description="短信网关地址；空为厂商的公网地址，http 网关必填")
    sms_gateway: str = Field("", description="http 网关的说明文件（JSON）")
    sms_template: str = Field("", description="报备的短信模板编号")
    sms_text: str = Field(DEFAULT_TEXT, description="报备的短信模板原文，不带签名")
    sms_filing: Filing = Field(Filing.PENDING, description="模板报备到哪一步：报备中、通过、停用；通过后才发")
    sms_link: str = Field(
        "", description="短信短链接的固定部分，例如 https://pf.example.gov.cn/s/；空为短信不带链接"
    )
    sms_receipts: SecretStr = Field(
        SecretStr(""),
        description="短信回执推送网址里的随机部分，32 位以上字母和数字；"
        "推送网址为 网页地址/receipts/此串/aliyun（或 tencent）；空为不收推送，只向网关查询",
    )
    chat: ChatWay = Field(
        ChatWay.NONE,
        description="群通知，每周首个工作日一次：none 不发，files 只写文件，wecom 企业微信，"
        "dingtalk 钉钉，feishu 飞书，webhook 其他",
    )
    chat_address: SecretStr = Field(SecretStr(""), description="群机器人的完整网址（含密钥）")
    chat_secret: SecretStr = Field(SecretStr(""), description="群机器人的加签密钥；没有则空")
    chat_group: str = Field("工作群", description="群的名称，只写进台账")
    chat_departments: bool = Field(False, description="群通知里是否列出部门的待办项数；默认只有总数")
    network: Network = Field(
        Network.INTRANET,
        description="网页能从哪里打开：intranet 只有内网（消息不带链接），internet 互联网，"
        "gov-chat 只在政务微信、政务钉钉里",
    )
    base_url: str = Field("", description="收件人打开网页的地址，例如 https://pf.example.gov.cn")
    app_link: str = Field("", description="政务应用内打开网页的写法，{url} 代表网址；只用于 gov-chat")
    authorities: str = Field("", description="单位自建证书机构的证书文件（PEM）；空为用系统的")
    signature: str = Field("学普", description="提醒的签名，不带【】：短信开头（须已报备）和邮件标题里")
    fonts: Path = Field(Path("fonts"), description="单位自有字体目录")
    slip_templates: str = Field(
        "", description="本单位单子模板的目录：提示单.docx、催办单.docx、督办单.docx，可缺；空为通用格式"
    )
    host: str = Field("127.0.0.1", description="网页监听地址；有登录账号之前只允许本机")
    port: int = Field(8000, ge=1, le=65535, description="网页监听端口")

    @classmethod
    def load(cls) -> Self:
        """Read the settings.

        Raises:
            BadSetting: one is unknown, missing or cannot be used.

        """
        known = {f"XUEPU_{name.upper()}" for name in cls.model_fields}
        for name in os.environ:
            if name.startswith("XUEPU_") and name not in known:
                near = difflib.get_close_matches(name, known, 1)
                hint = f"，是不是 {near[0]}？" if near else "，请对照 .env.example。"
                raise BadSetting(f"没有 {name} 这个设置{hint}")
        try:
            return cls()
        except ValidationError as error:
            first = error.errors()[0]
            name = "XUEPU_" + "_".join(str(part) for part in first["loc"]).upper()
            raise BadSetting(
                f"设置 {name} 的值「{first['input']}」不能用，请对照 .env.example 改正。"
            ) from error

    def environment(self) -> dict[str, str]:
        """Spell every setting for a program that we start: what is left out, a `.env` there would fill in."""
        return {f"XUEPU_{name.upper()}": _spelled(value) for name, value in self}


def _spelled(value: object) -> str:
    return value.get_secret_value() if isinstance(value, SecretStr) else str(value)


class _Given(Settings):
    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings,)


def given(**values: Any) -> Settings:
    """Make settings from `values` and the defaults alone; no environment and no `.env` is asked."""
    return _Given(**values)
