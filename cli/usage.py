"""What was typed wrongly, as one Chinese sentence."""

from typing import Any

from typer.exceptions import TyperException

from cli.called import called
from cli.help_page import write_page


def speak_chinese(command: Any) -> None:
    """Give each command a help page in Chinese; typer lets nobody set the words of its own."""
    ctx = command.context_class(command, info_name=command.name, **command.context_settings)
    command.get_help_option(ctx).help = "看用法"
    command.format_help = write_page
    for below in getattr(command, "commands", {}).values():
        speak_chinese(below)


def sentence(error: TyperException) -> str:
    """Say what is wrong with the words of a command, and where to read how it goes."""
    told: Any = error
    ctx = getattr(told, "ctx", None)
    hint = f"用法见 {ctx.command_path if ctx is not None else called()} --help。"
    kind = type(error).__name__
    if kind == "NoArgsIsHelpError":
        return str(told.format_message())
    if kind == "NoSuchOption":
        near = f"，是不是 {told.possibilities[0]}" if told.possibilities else ""
        wrong = f"没有 {told.option_name} 这个选项{near}"
    elif kind == "MissingParameter":
        wrong = f"缺少 {_name(told.param)}"
    elif kind == "BadParameter":
        name = _name(told.param)
        space = " " if name.isascii() else ""
        wrong = f"{name}{space}的值不对（{_wanted(told)}）"
    elif kind == "BadOptionUsage":
        wrong = f"选项 {told.option_name} 缺少值或用法不对"
    elif ctx is not None and getattr(ctx.command, "commands", None) is not None:
        wrong = "没有这个命令"
    else:
        wrong = f"参数不对（{told.format_message()}）"
    return f"{wrong}；{hint}"


def _wanted(told: Any) -> str:
    """Say what the value should be; typer has it in pydantic's English, which is no answer for a person."""
    cause = told.__cause__
    if cause is None or not hasattr(cause, "errors"):
        return str(told.message)
    (error, *_) = cause.errors()
    given = str(error["input"])[:20]
    limits = error.get("ctx", {})
    if "ge" in limits:
        return f"「{given}」太小，最小是 {limits['ge']}"
    if "le" in limits:
        return f"「{given}」太大，最大是 {limits['le']}"
    return f"「{given}」不是整数" if error["type"].startswith("int_") else f"「{given}」不能用"


def _name(param: Any) -> str:
    if param is None:
        return "参数"
    options = [name for name in getattr(param, "opts", ()) if name.startswith("-")]
    return options[0] if options else str(getattr(param, "metavar", None) or param.name)
