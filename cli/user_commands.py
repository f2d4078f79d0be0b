"""Commands about people."""

from typing import Annotated

import typer

from cli.desk import As, Json, day, done, opened, show, who
from models.refusals import Refusal

app = typer.Typer(no_args_is_help=True)


@app.command("add", help="登记人员和岗位；部门、岗位没有的会新建。")
def add(
    name: Annotated[str, typer.Argument(metavar="姓名", help="登记谁")],
    department: Annotated[str, typer.Option(metavar="部门", help="部门（科室）")] = "",
    kind: Annotated[
        str,
        typer.Option(
            metavar="类别",
            help="岗位类别：主要负责人、分管领导、统筹人、部门负责人、经办人、审计员；不写的，看岗位名称，"
            "看不出就是经办人",
        ),
    ] = "",
    title: Annotated[str, typer.Option(metavar="名称", help="岗位名称，默认为部门加类别")] = "",
    email: Annotated[str, typer.Option(metavar="邮箱", help="邮箱")] = "",
    phone: Annotated[str, typer.Option(metavar="手机号", help="手机号")] = "",
    as_: As = "",
    json: Json = False,
) -> None:
    from office.parts import random_name
    from rules import contacts
    from rules.post_words import kind_of, title_of
    from steps.keeping.enrol import Newcomer, enrol
    from store.db import begin

    department, title = (contacts.name(each) if each else "" for each in (department, title))
    post = kind_of(kind.strip(), title, department)
    newcomer = Newcomer(name, post, department, title, email or None, phone or None)
    with opened() as office, begin(office.database) as session:
        person = enrol(session, newcomer, pseudonym=random_name(), by=who(session, as_), now=office.clock())
        item = {"id": person.pseudonym, "name": person.name, "post": title_of(post, title, department)}
    show(done([item]), json, lambda: [f"已登记 {item['name']}，{item['post']}（代号 {item['id']}）。"])


@app.command("contact", help="更正邮箱、手机号；退信、拒收而没告知到的，更正后重新告知。")
def contact(
    name: Annotated[str, typer.Argument(metavar="姓名", help="谁的（姓名或代号）")],
    email: Annotated[str | None, typer.Option(metavar="邮箱", help="邮箱；没变但又能收了，照写一遍")] = None,
    phone: Annotated[
        str | None, typer.Option(metavar="手机号", help="手机号；没变但又能收了，照写一遍")
    ] = None,
    as_: As = "",
    json: Json = False,
) -> None:
    from steps.keeping.contact import Contact, correct
    from store import people
    from store.db import begin

    if email is None and phone is None:
        raise Refusal("请写出要更正的邮箱（--email）或手机号（--phone）。")
    with opened() as office, begin(office.database) as session:
        told = correct(
            session,
            people.person_named(session, name),
            Contact(email, phone),
            by=who(session, as_),
            now=office.clock(),
        )
        items = [{"id": f"task:{task.id}", "task": task.demand} for task in told]
    again = f"有 {len(items)} 项任务此前没有告知到，下一个办公时间重新告知。" if items else ""
    show(done(items), json, lambda: [f"已更正{name}的联系方式。{again}"])


@app.command("list", help="列出岗位和在岗人员。")
def list_people(json: Json = False) -> None:
    from rules.days import beijing_day
    from store import people
    from store.db import reading

    with opened() as office, reading(office.database) as session:
        holders = people.holders(session, beijing_day(office.clock()))
        departments = {d.id: d.name for d in people.departments(session)}
        items = [
            {
                "post": post.title,
                "kind": str(post.kind),
                "department": departments.get(post.department_id, ""),
                "person": holders[post.id].name if post.id in holders else "",
                "id": holders[post.id].pseudonym if post.id in holders else "",
            }
            for post in people.posts(session)
        ]
    show(done(items), json, lambda: [f"{i['post']}：{i['person'] or '空缺'}" for i in items])


@app.command("away", help="登记离岗：期间由代理人收提醒、交材料。")
def away(
    name: Annotated[str, typer.Argument(metavar="姓名", help="谁离岗（姓名或代号）")],
    since: Annotated[str, typer.Option("--from", metavar="日期", help="第一天")],
    until: Annotated[str, typer.Option("--to", metavar="日期", help="最后一天")],
    deputy: Annotated[
        str, typer.Option(metavar="姓名", help="代理人；不写的，提醒由部门负责人收，没有的由统筹人收")
    ] = "",
    as_: As = "",
    json: Json = False,
) -> None:
    from steps.working.be_away import be_away
    from store import people
    from store.db import begin

    with opened() as office, begin(office.database) as session:
        be_away(
            session,
            people.person_named(session, name),
            people.person_named(session, deputy) if deputy else None,
            from_on=day(since),
            to_on=day(until),
            by=who(session, as_),
            now=office.clock(),
        )
    absent = f"{since} 至 {until} {name} 离岗，没有代理人，提醒由部门负责人收，没有的由统筹人收。"
    show(done([name]), json, lambda: [f"{since} 至 {until} 由 {deputy} 代理 {name}。" if deputy else absent])


@app.command("back", help="登记返岗：离岗提前结束，或登记错了。")
def back(
    name: Annotated[str, typer.Argument(metavar="姓名", help="谁返岗（姓名或代号）")],
    on: Annotated[str, typer.Option(metavar="日期", help="返岗第一天；写离岗第一天，就是撤销这次离岗")],
    as_: As = "",
    json: Json = False,
) -> None:
    from steps.working.be_away import be_back
    from store import people
    from store.db import begin

    with opened() as office, begin(office.database) as session:
        be_back(
            session,
            people.person_named(session, name),
            on=day(on),
            by=who(session, as_),
            now=office.clock(),
        )
    show(done([name]), json, lambda: [f"{name} {on} 起在岗，提醒由本人收到。"])


@app.command("hand-over", help="移交：把一个人的岗位和未办结任务交给接手人，历史不变。")
def hand_over(
    name: Annotated[str, typer.Argument(metavar="姓名", help="谁离任（姓名或代号）")],
    to: Annotated[str, typer.Option(metavar="姓名", help="接手人")],
    last_day: Annotated[str, typer.Option(metavar="日期", help="最后在岗日")],
    as_: As = "",
    json: Json = False,
) -> None:
    from steps.working import hand_over as step
    from store import people
    from store.db import begin

    with opened() as office, begin(office.database) as session:
        moved = step.hand_over(
            session,
            people.person_named(session, name),
            people.person_named(session, to),
            last_day=day(last_day),
            by=who(session, as_),
            now=office.clock(),
        )
        items = [{"id": f"task:{task.id}", "task": task.demand} for task in moved]
    show(done(items), json, lambda: [f"已移交给 {to}，未办结任务 {len(items)} 项随岗位转交。"])
