"""Settings from the environment (`XUEPU_…`) or a `.env` file. `.env.example` lists every one."""

import difflib
import os
from enum import StrEnum
from pathlib import Path
from typing import Any, Self

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from models.refusals import BadSetting


class MailWay(StrEnum):
    NONE = "none"
    SMTP = "smtp"
    FILES = "files"


class Security(StrEnum):
    NONE = "none"
    STARTTLS = "starttls"
    TLS = "tls"


class SmsWay(StrEnum):
    NONE = "none"
    SANDBOX = "sandbox"


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
    sms: SmsWay = Field(SmsWay.NONE, description="短信：none 不发，sandbox 只写文件")
    signature: str = Field("学普", description="提醒的签名，不带【】：短信开头和邮件标题里")
    fonts: Path = Field(Path("fonts"), description="单位自有字体目录")
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
