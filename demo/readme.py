"""README.txt of the output folder: what it is, and what to look at first."""

import shlex
from pathlib import Path

from demo.cast import ABSENT, ALWAYS_LATE, LEADER, LEAVES, OFFICE, STEPS_IN, TAKES_OVER
from demo.closing import Closed
from demo.office_list import TITLE

TEXT = f"""\
{OFFICE}的2024年：学普演示
========================

这里是一个虚构单位从一份责任清单到年终附件的全过程。单位、人员、邮箱、电话都是编的；数字取自
一家市级外办公开的2024年度报告（专题学法7次、合格率100%、50余次、12批17人等）。每一步都由程序的
正式功能完成，邮件经过真实的SMTP服务器收发，只是时钟走得快。

先看这三样
----------
1. appendix/appendix.pdf    年终报告的附件，可直接打印；appendix.docx 是同样内容的Word文件
2. {TITLE}.docx
                            开头的那份清单，程序就是从它读出全年任务的
3. mail/                    邮件服务器收到的提醒，按日期排列，用邮件软件打开（.eml）

再看这些
--------
tables.txt                  全年小结：任务、数字、每人收到几条提醒、逾期怎样逐级提醒、与办法是否一致
slips/                      月初提示单、催办单、督办单：程序代拟，统筹人编号、领导签发后才发出
appendix/ledger.xlsx        附件背后的完整台账；“数据来源”一页列出每个数字由哪些记录数出
appendix/figures.json       每个数字的值、印法、所依据的记录和日志序号
sms/                        发出的短信（沙盒通道，只写文件，不外发）
handed-in/                  各科室交来的佐证材料原件；会议记录不上交，只登记“线下备查”
audit-bundle.zip            带签名的操作日志和佐证材料，可以脱离本程序核验
data/                       单位数据：数据库、佐证材料、签名密钥

这一年里
--------
3月  导入清单，逐条答复疑问，党组会审定（统筹人代录），印发；1、2月已过期限的任务补录
5月  民法典宣传月材料被退回一次，补交后通过；因奥运会调整清单：一项提前，增加一项
6月  {LEAVES}调离，岗位和未办结任务移交{TAKES_OVER}，提醒随之改发，谁交的材料仍记在谁名下
9月  {ABSENT}外出两周，提醒由{STEPS_IN}代收，材料由其代交
10月 机关运动会两天不发提醒；{TAKES_OVER}申请延期，{LEADER}同意，原时限照记
全年 {ALWAYS_LATE}总是逾期：先提醒本人，再告知部门负责人；再往上程序不通报，只代拟催办单、督办单，
     由统筹人决定发不发、请领导签发
年底 旁听庭审一项始终没有办成，附件里照实写明原因；另有一项时限在次年3月

自己核验
--------
./run xuepu audit verify {{bundle}}
改动审计包里任何一个字节再核验，就会指出被改动过。没有本程序时，照审计包里 VERIFY.txt 的办法手工核验。

打开网页看
----------
XUEPU_HOME={{home}} ./run serve
{{fonts}}"""


def write(folder: Path, closed: Closed) -> None:
    missing = closed.compiled.missing_fonts
    fonts = "\n打印字体\n--------\n" + "\n".join(missing) + "\n" if missing else ""
    home, bundle = (shlex.quote(str(path)) for path in (folder / "data", closed.bundle))
    text = TEXT.format(home=home, bundle=bundle, fonts=fonts)
    (folder / "README.txt").write_text(text, encoding="utf-8")
