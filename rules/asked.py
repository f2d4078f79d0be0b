"""Which evidence to ask for, by the kind of task: one sufficient proof, proposed, never imposed.

By the rules against formalism no photo is asked for by default, and minutes (会议记录) never: they stay
in the cabinet and are registered as 线下备查.
"""

import re

from models.activity import ActivityKind

# Looked for in this order, first in the task and then in the measures.
_KINDS: tuple[tuple[str, ActivityKind, tuple[str, ...]], ...] = (
    (r"述法|述职", ActivityKind.LAW_DUTY_REPORT, ("述职报告",)),
    (r"考法|考试|测试|测评|答题竞赛|知识竞赛", ActivityKind.EXAM, ("成绩单",)),
    (r"自查|清理|排查|评查|合法性审核", ActivityKind.SELF_CHECK, ("自查报告",)),
    (r"年度报告|工作总结|年度总结|情况报告|总结报告", ActivityKind.OTHER, ("报告正文",)),
    (r"信息报送|报送信息|信息.*[条篇]", ActivityKind.OTHER, ("报送记录",)),
    (r"(?:制定|印发|编制).*(?:计划|清单|要点)|工作计划", ActivityKind.OTHER, ("印发通知",)),
    (r"中心组", ActivityKind.STUDY_GROUP, ("会议议程",)),
    (r"党组会?|第一议题|会前学法|常务会", ActivityKind.PARTY_GROUP_STUDY, ("会议议程",)),
    (
        r"修订印发|(?:制定|修订|出台|建立|完善).*(?:规则|制度|办法|方案|细则|机制)|制度建设|工作规则",
        ActivityKind.RULES,
        ("印发文件",),
    ),
    (r"培训|工作会|轮训|业务班", ActivityKind.TRAINING, ("参训名册",)),
    (
        r"宣传周|宣传月|宣传日|教育日|安全周|活动周|宪法日|安全日|(?:日|周|月|节)$|进社区|进校园|进企业|进机关|进乡村|宣传活动|主题宣传|领事保护宣传|“.*进”",
        ActivityKind.PUBLICITY,
        ("活动信息稿",),
    ),
    (r"一封信|明白纸|指南|手册|资料编写|编写", ActivityKind.MATERIAL, ("定稿",)),
    (r"公众号|网站|新媒体|推送|微信|微博|短视频|海报|公益广告", ActivityKind.POST, ("链接",)),
    (r"学法|学习|讲座|旁听庭审|法治讲堂|集体学", ActivityKind.STAFF_STUDY, ("签到表",)),
    (r"宣传|普法|以案释法", ActivityKind.PUBLICITY, ("活动信息稿",)),
    (r"办理|受理|案件|统计|审批|核实单|商旅卡", ActivityKind.BUSINESS, ("业务台账",)),
)
_ONLY_TITLES = re.compile(r"^(?:\s*《[^》]+》[、,，;；\s]*)+$")


def proposed(task: str, measures: str) -> tuple[ActivityKind, tuple[str, ...]]:
    """Return the kind of a task and the evidence to ask for."""
    if _ONLY_TITLES.match(task):  # a plan of study names the law and nothing else
        return ActivityKind.STAFF_STUDY, ("签到表",)
    for text in (task, measures):
        for pattern, kind, evidence in _KINDS:
            if re.search(pattern, text):
                return kind, evidence
    return ActivityKind.OTHER, ("完成情况说明",)
