"""Evidence proposed by the kind of task."""

import pytest

from models import ActivityKind
from rules.asked import proposed


@pytest.mark.parametrize(
    ("task", "measures", "kind", "evidence"),
    [
        ("党组“第一议题”学法", "", ActivityKind.PARTY_GROUP_STUDY, "会议议程"),
        ("中心组专题学法", "研讨", ActivityKind.STUDY_GROUP, "会议议程"),
        ("全体干部集体学法", "观看警示片", ActivityKind.STAFF_STUDY, "签到表"),
        ("《民法典》", "", ActivityKind.STAFF_STUDY, "签到表"),
        ("学法考法", "组织网上测试", ActivityKind.EXAM, "成绩单"),
        ("国家安全教育日宣传", "公众号推送", ActivityKind.PUBLICITY, "活动信息稿"),
        ("民法典宣传月", "", ActivityKind.PUBLICITY, "活动信息稿"),
        ("网站、公众号更新", "", ActivityKind.POST, "链接"),
        ("编写《一封信》", "", ActivityKind.MATERIAL, "定稿"),
        ("因公出国管理培训班", "", ActivityKind.TRAINING, "参训名册"),
        ("制定法律顾问工作规则", "", ActivityKind.RULES, "印发文件"),
        ("规范性文件合法性审核自查", "", ActivityKind.SELF_CHECK, "自查报告"),
        ("述法", "", ActivityKind.LAW_DUTY_REPORT, "述职报告"),
        ("法治政府建设年度报告", "", ActivityKind.OTHER, "报告正文"),
        ("制定普法责任清单", "", ActivityKind.OTHER, "印发通知"),
        ("涉外案件", "", ActivityKind.BUSINESS, "业务台账"),
        ("其他", "开展法治讲座", ActivityKind.STAFF_STUDY, "签到表"),
        ("做好服务", "", ActivityKind.OTHER, "完成情况说明"),
    ],
)
def test_one_sufficient_proof(task, measures, kind, evidence):
    assert proposed(task, measures) == (kind, (evidence,))


def test_minutes_and_photos_are_never_asked_for():
    from rules.asked import _KINDS

    assert all("会议记录" not in one and "照片" not in one for _, _, evidence in _KINDS for one in evidence)
