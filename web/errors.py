"""Refusals become pages; the table is the whole policy."""

import sqlite3

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse
from sqlalchemy.exc import DBAPIError
from starlette.exceptions import HTTPException

from models.refusals import (
    BadEvidence,
    BadList,
    BadLog,
    BadSetting,
    Busy,
    NotFound,
    NotYours,
    Refusal,
    WrongState,
)
from store.outages import outage
from web.headers import HEADERS, NEVER_KEPT
from web.rendering import page

STATUS: dict[type[Refusal], int] = {
    Refusal: 400,
    NotYours: 403,
    NotFound: 404,
    WrongState: 409,
    BadList: 422,
    BadEvidence: 422,
    BadSetting: 500,
    BadLog: 500,
    Busy: 503,
}
TITLES = {
    400: "这样不行",
    403: "不能打开",
    404: "没有找到",
    405: "不能这样打开",
    409: "现在不行",
    422: "不能处理",
    500: "程序出错了",
    503: "现在很忙",
}
SENTENCES = {
    404: "这个网址没有内容，请从首页进入。",
    405: "网页目前只读，办理请用命令行 xuepu。",
    500: "这是程序的错误，没有写入任何内容。请把出错时间和网址告诉维护人员。",
}


def install(app: FastAPI) -> None:
    @app.exception_handler(Refusal)
    def refuse(request: Request, error: Exception) -> HTMLResponse:  # noqa: ARG001
        status = next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
        return _told(status, str(error))

    @app.exception_handler(RequestValidationError)
    def unreadable(request: Request, error: Exception) -> HTMLResponse:  # noqa: ARG001
        assert isinstance(error, RequestValidationError)
        where, *names = error.errors()[0]["loc"]
        if where == "path":
            return _told(404, SENTENCES[404])
        return _told(422, f"网址里的「{'.'.join(map(str, names))}」不能用，请从页面上的链接进入。")

    @app.exception_handler(HTTPException)
    def missing(request: Request, error: Exception) -> HTMLResponse:  # noqa: ARG001
        assert isinstance(error, HTTPException)
        answer = _told(error.status_code, SENTENCES.get(error.status_code, SENTENCES[404]))
        answer.headers.update(error.headers or {})
        return answer

    @app.exception_handler(DBAPIError)
    @app.exception_handler(sqlite3.Error)
    def unusable(request: Request, error: Exception) -> HTMLResponse:  # noqa: ARG001
        said = outage(error)
        if said is None:
            raise error
        return _told(503, said, title="数据库用不了")

    @app.exception_handler(Exception)
    def bug(request: Request, error: Exception) -> HTMLResponse:  # noqa: ARG001
        # Outside all middleware, and the error still flies on into the server's log.
        answer = _told(500, SENTENCES[500])
        answer.headers.update({**HEADERS, "Cache-Control": NEVER_KEPT})
        return answer


def _told(status: int, sentence: str, title: str = "") -> HTMLResponse:
    return page("refusal.html", status, title=title or TITLES.get(status, TITLES[400]), sentence=sentence)
