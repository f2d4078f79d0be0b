"""Commands about the log."""

from pathlib import Path
from typing import Annotated

import typer

from cli.desk import As, Json, done, opened, show, who

app = typer.Typer(no_args_is_help=True)
VERDICTS = {"ok": "核验通过", "tampered": "被改动过", "incomplete": "不完整", "unreadable": "读不了"}


@app.command("verify", help="核验审计包，或本单位的日志。")
def verify(
    bundle: Annotated[
        Path | None, typer.Argument(metavar="审计包", help="导出的审计包；不写就核验本单位的日志")
    ] = None,
    json: Json = False,
) -> None:
    from audit import verifier
    from models.refusals import NotFound
    from steps.keeping.export import verify_own
    from store import people
    from store.db import reading

    if bundle is not None:
        if not bundle.is_file():
            raise NotFound(f"没有文件「{bundle}」，请检查路径。")
        report = verifier.verify(bundle)
    else:
        with opened() as office:
            with reading(office.database) as session:
                origin = people.organisation(session).log_origin
            report = verify_own(office.database, office.signer(origin))
    show(
        report.as_json(),
        json,
        lambda: [
            f"{VERDICTS[report.verdict]}：日志 {report.size} 条，根值 {report.root}"
            if report.root
            else f"{VERDICTS[report.verdict]}。",
            *report.findings,
        ],
    )
    if report.verdict == "unreadable" and bundle is not None:
        raise typer.Exit(2)
    if report.verdict != "ok":
        raise typer.Exit(1)


@app.command("export", help="导出审计包，拿到别的机器上也能核验。")
def export(
    out: Annotated[Path, typer.Option(help="写到哪个文件")],
    size: Annotated[int | None, typer.Option(help="只导出前多少条（须是签过名的长度）")] = None,
    no_evidence: Annotated[bool, typer.Option("--no-evidence", help="不带佐证材料")] = False,
    as_: As = "",
    json: Json = False,
) -> None:
    from steps.keeping.export import export as step
    from store import people
    from store.db import reading

    with opened() as office:
        with reading(office.database) as session:
            by = who(session, as_)
            origin = people.organisation(session).log_origin
        count = step(
            office.database,
            office.files,
            office.signer(origin),
            out,
            size=size,
            evidence=not no_evidence,
            by=by,
            now=office.clock(),
        )
    show(done([{"file": str(out), "size": count}]), json, lambda: [f"已导出 {count} 条日志到 {out}。"])


@app.command("checkpoint", help="给日志签一次名；内置时钟每天自动签。")
def checkpoint(json: Json = False) -> None:
    from models import CheckpointKind
    from steps.keeping.checkpoint import checkpoint as step
    from store import people
    from store.db import begin, reading

    with opened() as office:
        with reading(office.database) as session:
            origin = people.organisation(session).log_origin
        signer = office.signer(origin)
        with begin(office.database) as session:
            signed = step(session, signer, CheckpointKind.ROUTINE, now=office.clock())
            item = {"size": signed.size, "root": signed.root.hex()}
    show(done([item]), json, lambda: [f"已签名：{item['size']} 条，根值 {item['root']}"])
