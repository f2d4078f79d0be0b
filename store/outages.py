"""What to tell a person when the database itself cannot be used."""

from psycopg import OperationalError

_SQLITE = {  # by the beginning of its error's name
    "SQLITE_FULL": "磁盘满了，最后这一步没有写入；请清理或扩容后再试。",
    "SQLITE_BUSY": "另一个程序占着数据库，最后这一步没有写入；请稍后再试。",
    "SQLITE_READONLY": "数据库不能写，请检查数据目录的权限和磁盘。",
    "SQLITE_CANTOPEN": "数据库打不开，请检查数据目录的权限和磁盘。",
    "SQLITE_IOERR": "读写磁盘出错，最后这一步没有写入；请检查磁盘。",
    "SQLITE_CORRUPT": "数据库已损坏，请停用，从备份恢复。",
    "SQLITE_NOTADB": "数据库已损坏，请停用，从备份恢复。",
}
_POSTGRESQL = {  # by the class of its SQLSTATE; a connection that was never made has none
    "": "连不上数据库服务器，请检查服务器和 XUEPU_DATABASE_URL。",
    "08": "与数据库服务器的连接断了，请检查服务器，再试一次。",
    "28": "数据库服务器不让登录，请检查 XUEPU_DATABASE_URL。",
    "53": "数据库服务器的磁盘、内存或连接不够用，请检查服务器，再试一次。",
    "57": "数据库服务器停了，请检查服务器，再试一次。",
}


def outage(error: Exception) -> str | None:
    """Return the sentence where an error is the database's own; None where it is ours."""
    cause = getattr(error, "orig", None) or error
    if isinstance(cause, OperationalError):
        return _POSTGRESQL.get((cause.sqlstate or "")[:2])
    name = getattr(cause, "sqlite_errorname", "")
    return next((said for beginning, said in _SQLITE.items() if name.startswith(beginning)), None)
