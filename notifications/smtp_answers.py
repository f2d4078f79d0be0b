"""What SMTP servers and broken connections say, in Chinese, for the ledger."""

import smtplib
import socket
import ssl

from notifications.words import plain

BROKEN = (OSError, smtplib.SMTPException)  # all that a connection can raise


def spoken(answer: tuple[int, bytes]) -> str:
    return f"{answer[0]} {plain(answer[1].decode('utf-8', 'replace'))[:200]}"


def why(error: Exception) -> str:  # noqa: PLR0911  (a table)
    match error:
        case smtplib.SMTPAuthenticationError():
            return f"账号或密码不对（{error.smtp_code}）"
        case smtplib.SMTPNotSupportedError() if "STARTTLS" in str(error):
            return "服务器不提供加密（STARTTLS），为免明文传送，没有发送"
        case smtplib.SMTPNotSupportedError():
            return "服务器不支持所设的登录方式"
        case smtplib.SMTPResponseException():
            text = error.smtp_error
            return spoken((error.smtp_code, text if isinstance(text, bytes) else text.encode()))
        case ssl.SSLCertVerificationError():
            return f"服务器证书没有通过验证（{plain(error.verify_message)}）"
        case ssl.SSLError():
            return "加密连接没有建立"
        case TimeoutError():
            return "超时没有回应"
        case ConnectionRefusedError():
            return "连接被拒绝"
        case socket.gaierror():
            return "找不到这个服务器地址"
        case smtplib.SMTPServerDisconnected() | ConnectionError():
            return "服务器断开了连接"
    return plain(str(error))[:200]
