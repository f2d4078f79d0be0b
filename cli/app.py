"""`xuepu`: every command, each imported only when it is called."""

import sys

import typer
from typer.exceptions import TyperException

from cli import (
    audit_commands,
    calendar_commands,
    chat_commands,
    collect_command,
    feed_commands,
    ledger_command,
    list_commands,
    message_commands,
    office_commands,
    policy_commands,
    slip_commands,
    task_commands,
    token_commands,
    upstream_commands,
    user_commands,
)
from cli.called import as_called, called
from cli.deadline import deadline
from cli.read import read
from cli.usage import sentence, speak_chinese
from models.refusals import Refusal

app = typer.Typer(
    help="学普：学法普法责任清单，从清单文件到年终附件。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("deadline", help="看程序怎么理解一句时限。")(deadline)
app.command("read", help="看程序怎么理解一份清单文件；只看，不导入。")(read)
app.command("init", help="新建单位。")(office_commands.init)
app.command("remind", help="马上发一次到时间的提醒；不在办公时间不发。")(office_commands.remind)
app.command("collect", help="收取退信和短信回执。")(collect_command.collect)
app.command("ledger", help="提醒台账：谁在什么时候被告知了什么，结果如何。")(ledger_command.ledger)
app.command("check", help="检查全年任务和提醒是否排满。")(office_commands.check)
app.command("appendix", help="汇编年终报告附件。")(office_commands.appendix)
app.command("statistic", help="登记本单位要统计的业务数据。")(office_commands.statistic)
app.command("doctor", help="体检：设置、数据库、日志、字体、邮件、短信、时钟，哪里不好、怎么改。")(
    office_commands.doctor
)
app.command("serve", help="打开网页，并按时发提醒。")(office_commands.serve)
app.add_typer(list_commands.app, name="list", help="责任清单：导入、核定、审定、印发、调整。")
app.add_typer(task_commands.app, name="task", help="任务：查看、交材料、审核。")
app.add_typer(message_commands.app, name="message", help="消息：不能确定发没发出去的、没告知到的，由人来管。")
app.add_typer(policy_commands.app, name="policy", help="提醒办法：查看、预览、修改。")
app.add_typer(slip_commands.app, name="slip", help="单子：提示单、催办单、督办单，程序代拟，人来发。")
app.add_typer(upstream_commands.app, name="upstream", help="上级要点：登记、逐条对应、对照表。")
app.add_typer(calendar_commands.app, name="calendar", help="日历：宣传节点、放假安排、个人订阅。")
calendar_commands.app.command("feed", help="打印或写出一个人的私人日历（iCalendar）。")(feed_commands.feed)
calendar_commands.app.command("subscribe", help="给一个人生成私人日历的订阅地址。")(feed_commands.subscribe)
app.add_typer(
    token_commands.app, name="token", help="链接代码：邮件里的链接、日历订阅地址靠它认人；列出、撤销。"
)
app.add_typer(chat_commands.app, name="chat", help="群通知：写一段可以粘贴到工作群的文字。")
app.add_typer(user_commands.app, name="user", help="人员：登记、离岗、返岗、移交。")
app.add_typer(audit_commands.app, name="audit", help="日志：核验、签名、导出。")


def main() -> None:
    """Run one command: exit 0 done, 1 a check failed, 2 refused with one sentence."""
    try:
        command = typer.main.get_command(app)
        speak_chinese(command)
        sys.exit(command(prog_name=called(), standalone_mode=False))
    except (Refusal, TyperException) as refusal:
        said = str(refusal) if isinstance(refusal, Refusal) else sentence(refusal)
        print(as_called(said), file=sys.stderr)  # noqa: T201
        sys.exit(2)
    except (typer.Abort, KeyboardInterrupt):
        sys.exit(130)
    except Exception as error:
        from store.outages import outage

        if (unusable := outage(error)) is None:
            raise
        print(unusable, file=sys.stderr)  # noqa: T201
        sys.exit(2)


if __name__ == "__main__":
    main()
