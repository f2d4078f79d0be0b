"""The rules of reading deadlines, phrase by phrase, for the plan year 2024 (none given as issue day).

Written: kind, event, start-due[label]*count of each occurrence, unit, time; 「?」 where a person is asked.
"""

from datetime import date

import pytest

from models import CalendarNode, DayKind
from rules.deadlines import happened, read
from rules.deadlines.reading import Kind, Offset, Reading
from rules.nodes import Nodes
from rules.workdays import Workdays

WORDS = [
    ("7月", "range 0701-0731"),
    ("2024年8月", "range 0801-0831"),
    ("10月份内", "range 1001-1031"),
    ("8月底前", "fixed 0101-0831"),
    ("八月底之前", "fixed 0101-0831"),
    ("8月末以前", "fixed 0101-0831"),
    ("9月底", "range 0921-0930 ?"),
    ("5月完成", "fixed 0501-0531"),
    ("5月前", "fixed 0101-0430 ?"),
    ("9月之前", "fixed 0101-0831 ?"),
    ("7月上旬", "range 0701-0710"),
    ("7月中旬前", "fixed 0101-0720 ?"),
    ("7月上中旬", "range 0701-0720"),
    ("7月初", "range 0701-0710 ?"),
    ("7月中", "range 0711-0720 ?"),
    ("5月中下旬", "range 0511-0531"),
    ("四季度", "range 1001-1231"),
    ("前三季度", "range 0101-0930"),
    ("一至三季度", "range 0101-0930"),
    ("三季度末", "range 0921-0930 ?"),
    ("三季度末前", "fixed 0101-0930"),
    ("4季度前", "fixed 0101-1231 ?"),
    ("一、三季度", "recurring 0101-0331 0701-0930"),
    ("二、三季度", "recurring 0401-0630 0701-0930 ?"),
    ("上半年末", "range 0621-0630 ?"),
    ("下半年前", "fixed 0101-1231 ?"),
    ("上半年前完成", "fixed 0101-0630 ?"),
    ("年底", "range 1201-1231"),
    ("年底前", "fixed 0101-1231"),
    ("一季度（3月底前）", "range 0101-0331"),
    ("上半年（6月30日前）", "range 0101-0630"),
    ("8月底前（8月31日前）", "fixed 0101-0831"),
    ("8月前（8月底前）", "fixed 0101-0731 ?"),
    ("二季度（5月底前）", "range 0401-0630 ?"),
    ("年内完成", "fixed 0101-1231"),
    ("2024年内", "fixed 0101-1231"),
    ("2024年", "range 0101-1231 ?"),
    ("年底年初", "range 1216-20250131 ?"),
    ("暑假", "range 0701-0831 ?"),
    ("暑假前", "fixed 0101-0630 ?"),
    ("本年度内完成", "fixed 0101-1231"),
    ("年度内", "fixed 0101-1231"),
]
DAYS = [
    ("8月20日前", "fixed 0101-0820"),
    ("8月20号前", "fixed 0101-0820"),
    ("8月20日之前", "fixed 0101-0820 ?"),
    ("8月20日以前", "fixed 0101-0820 ?"),
    ("最迟8月20日", "fixed 0101-0820"),
    ("不晚于8月20日", "fixed 0101-0820"),
    ("最迟不超过8月20日", "fixed 0101-0820"),
    ("最迟8月20日前", "fixed 0101-0820"),
    ("至8月20日", "fixed 0101-0820 ?"),
    ("8月20日(不含)前", "fixed 0101-0820 ?"),
    ("6月32日前", "fixed 0101-0630 ?"),
    ("2024-08", "range 0801-0831"),
    ("截止8月20日", "fixed 0101-0820"),
    ("8月20日截止", "fixed 0101-0820"),
    ("8月20日", "fixed 0101-0820 ?"),
    ("2024.8.20", "fixed 0101-0820 ?"),
    ("2024年08月20日前", "fixed 0101-0820"),
    ("8.20前", "fixed 0101-0820"),
    ("8/20前", "fixed 0101-0820"),
    ("45473", "fixed 0101-0630 ?"),
    ("2024-06-30 00:00:00", "fixed 0101-0630 ?"),
    ("20240820前", "fixed 0101-0820"),
    ("8月20前", "fixed 0101-0820 ?"),
    ("11月31日前", "fixed 0101-1130 ?"),
    ("2月30日", "fixed 0101-0229 ?"),
    ("6月30日18时前", "fixed 0101-0630 18:00 ?"),
    ("6月28日下午5点前", "fixed 0101-0628 17:00"),
    ("7月1日起实施前", "fixed 0101-0630 ?"),
    ("4月20日(周五)前", "fixed 0101-0420 ?"),
    ("6月5日(星期三)前", "fixed 0101-0605"),
    ("6月5日(星期四)前", "fixed 0101-0605 ?"),
    ("12月4日", "fixed 1204-1204 ?"),
    ("每年12月4日", "fixed 1204-1204"),
]
YEARS = [
    ("次年1月31日前", "fixed 0101-20250131"),
    ("翌年1月底前", "fixed 0101-20250131"),
    ("下一年度2月底前", "fixed 0101-20250228"),
    ("次年初", "range 20250101-20250331 ?"),
    ("2025年1月底前", "fixed 0101-20250131 ?"),
    ("2023年12月底前", "fixed 20230101-20231231 ?"),
    ("24年6月底前", "fixed 0101-0630 ?"),
    ("XX年6月底前", "fixed 0101-0630 ?"),
    ("年6月底前", "fixed 0101-0630 ?"),
    ("每年3月31日前", "fixed 0101-0331"),
    ("去年12月", "range 20231201-20231231 ?"),
    ("豫教政法〔2024〕87号 2023年4月15日—19日", "range 0415-0419 ?"),
]
RANGES = [
    ("3-6月", "range 0301-0630"),
    ("3—6月份", "range 0301-0630"),
    ("3月份至6月份", "range 0301-0630"),
    ("3月1日—20日", "range 0301-0320"),
    ("3.1-3.20", "range 0301-0320"),
    ("3月1—20日", "range 0301-0320 ?"),
    ("3月上旬至中旬", "range 0301-0320"),
    ("3月到6月底前", "range 0301-0630"),
    ("4月至年底", "range 0401-1231"),
    ("2024.3.1-2024.3.31", "range 0301-0331"),
    ("11月至次年2月", "range 1101-20250228"),
    ("11月-2月", "range 1101-20250228 ?"),
    ("2024年11月—2025年2月", "range 1101-20250228"),
    ("2024年至2026年", "continuous 0101-20261231 ?"),
    ("5月开始至11月结束", "range 0501-1130"),
    ("3月起", "range 0301-1231 ?"),
    ("3月中旬起", "range 0311-0331 ?"),
    ("即日起至12月底", "range 0101-1231 ?"),
    ("4月底5月初", "range 0421-0510 ?"),
    ("12月底1月初", "range 1221-20250110 ?"),
    ("“九五”普法期间", "continuous 20260101-20301231 ?"),
    ("“十四五”期间", "continuous 20210101-20251231 ?"),
]
RECURRENCE = [
    ("每个月10日前", "recurring 0101-0110 0201-0210 … 1201-1210 (12)"),
    ("每月10日之前", "recurring 0101-0110 0201-0210 … 1201-1210 (12) ?"),
    ("不迟于每月10日", "recurring 0101-0110 0201-0210 … 1201-1210 (12)"),
    ("每月不迟于10日", "recurring 0101-0110 0201-0210 … 1201-1210 (12)"),
    ("6月和12月的20日前", "recurring 0101-0620 0701-1220 ?"),
    ("每半年报送一次(6月底、12月底前)", "recurring 0101-0630*1 0701-1231*1 ?"),
    ("每月的10日前", "recurring 0101-0110 0201-0210 … 1201-1210 (12)"),
    ("每月5日、20日前", "recurring 0101-0105 0106-0120 … 1206-1220 (24) ?"),
    ("每月5日、15日、25日前", "recurring 0101-0105 0106-0115 … 1216-1225 (36) ?"),
    ("每季度次月10日前", "recurring 0401-0410 0701-0710 1001-1010 20250101-20250110 ?"),
    ("每季度次月10日前报送上季度情况", "recurring 0401-0410 0701-0710 1001-1010 20250101-20250110 ?"),
    ("每季度中旬", "recurring 0311-0320 0611-0620 0911-0920 1211-1220 ?"),
    ("季末25日前", "recurring 0101-0325 0401-0625 0701-0925 1001-1225 ?"),
    ("季后10日内", "recurring 0331-0410 0630-0710 0930-1010 1231-20250110 ?"),
    ("月底前", "recurring 0101-0131 0201-0229 … 1201-1231 (12) ?"),
    ("半月一次", "recurring 0101-0115*1 0116-0131*1 … 1216-1231*1 (24) ?"),
    ("每10天一次", "recurring 0101-0110*1 0111-0120*1 … 1226-1231*1 (37) ?"),
    ("每月10日", "recurring 0101-0110 0201-0210 … 1201-1210 (12) ?"),
    ("每月月底前", "recurring 0101-0131 0201-0229 … 1201-1231 (12)"),
    ("每月末", "recurring 0101-0131 0201-0229 … 1201-1231 (12) ?"),
    ("每月上旬", "recurring 0101-0110 0201-0210 … 1201-1210 (12)"),
    ("每月中旬前", "recurring 0101-0120 0201-0220 … 1201-1220 (12) ?"),
    ("每月1日至5日", "recurring 0101-0105 0201-0205 … 1201-1205 (12)"),
    ("每月25日至月底", "recurring 0125-0131 0225-0229 … 1225-1231 (12)"),
    ("每月第一个工作日", "recurring 0101-0102 0201-0201 … 1201-1202 (12) ?"),
    ("每月最后1个工作日前", "recurring 0101-0131 0201-0229 … 1201-1231 (12) ?"),
    ("每月前5个工作日", "recurring 0101-0108 0201-0206 … 1201-1206 (12) ?"),
    ("每月第2个星期三", "recurring 0110-0110 0214-0214 … 1211-1211 (12) ?"),
    ("每月第一周", "recurring 0101-0107 0129-0204 … 1125-1201 (12) ?"),
    ("每月8日前报送上个月情况", "recurring 0201-0208 0301-0308 … 20250101-20250108 (12) ?"),
    ("次月10日前报送上月情况", "recurring 0201-0210 0301-0310 … 20250101-20250110 (12) ?"),
    ("各季度", "recurring 0101-0331 0401-0630 0701-0930 1001-1231"),
    ("每季度末月20日前", "recurring 0101-0320 0401-0620 0701-0920 1001-1220"),
    ("每季度最后一个月25日前", "recurring 0101-0325 0401-0625 0701-0925 1001-1225"),
    ("每季度首月5日前", "recurring 0101-0105 0401-0405 0701-0705 1001-1005 ?"),
    ("每季度第二个月", "recurring 0201-0229 0501-0531 0801-0831 1101-1130"),
    ("每季度结束后10日内", "recurring 0331-0410 0630-0710 0930-1010 1231-20250110 ?"),
    ("季末前5个工作日", "recurring 0101-0325 0401-0624 0701-0925 1001-1225 ?"),
    ("每季度25日前", "recurring 0101-0325 0401-0625 0701-0925 1001-1225 ?"),
    ("每半年末", "recurring 0101-0630 0701-1231 ?"),
    ("每半年末月20日前", "recurring 0101-0620 0701-1220"),
    ("每周三", "recurring 0103-0103 0110-0110 … 1225-1225 (52)"),
    ("每周一、周四", "recurring 0101-0101 0104-0104 … 1230-1230 (105)"),
    ("每周五前报送", "recurring 0101-0105 0108-0112 … 1223-1227 (52)"),
    ("每两周一次", "recurring 0101-0114*1 0115-0128*1 … 1230-1231*1 (27) ?"),
    ("每两个月一次", "recurring 0101-0229*1 0301-0430*1 … 1101-1231*1 (6) ?"),
    ("单月", "recurring 0101-0131 0301-0331 … 1101-1130 (6) ?"),
    ("每半月", "recurring 0101-0115 0116-0131 … 1216-1231 (24) ?"),
    ("每旬一次", "recurring 0101-0110*1 0111-0120*1 … 1221-1231*1 (36) ?"),
    ("每天", "continuous 0101-1231 ?"),
    ("半年", "recurring 0101-0630 0701-1231 ?"),
]
LISTS = [
    ("6月、12月", "recurring 0601-0630 1201-1231"),
    ("3、9月", "recurring 0301-0331 0901-0930"),
    ("三、六、九、十二月各一次", "recurring 0301-0331*1 0601-0630*1 0901-0930*1 1201-1231*1"),
    ("3月底、9月底前", "recurring 0101-0331 0701-0930 ?"),
    ("3、9月底前", "recurring 0101-0331 0701-0930 ?"),
    ("6月、12月底前", "recurring 0101-0630 0701-1231 ?"),
    ("3月20日前、9月20日前", "recurring 0101-0320 0701-0920 ?"),
    ("1月15日前、4月15日前、7月15日前、10月15日前", "recurring 0101-0115 0401-0415 0701-0715 1001-1015 ?"),
    ("5月底前、9月底前", "recurring 0101-0531 0601-0930"),
    ("5月10日、20日前", "recurring 0101-0510 0511-0520 ?"),
    ("4月;10月", "recurring 0401-0430 1001-1031"),
    ("4月 10月", "recurring 0401-0430 1001-1031"),
    ("3月、5月、7月每月1次", "recurring 0301-0331*1 0501-0531*1 0701-0731*1"),
    ("3月至11月，每月1次", "recurring 0301-0331*1 0401-0430*1 … 1101-1130*1 (9)"),
    ("8月起每月一次", "recurring 0801-0831*1 0901-0930*1 1001-1031*1 1101-1130*1 1201-1231*1"),
    ("除7、8月外，每月1次", "recurring 0101-0131*1 0201-0229*1 … 1201-1231*1 (10)"),
    ("第一、第三季度", "recurring 0101-0331 0701-0930"),
    ("除7月、8月外，每月1次", "recurring 0101-0131*1 0201-0229*1 … 1201-1231*1 (10)"),
    ("每月一次(2月除外)", "recurring 0101-0131*1 0301-0331*1 … 1201-1231*1 (11)"),
    ("上、下半年各开展一次", "recurring 0101-0630*1 0701-1231*1"),
    ("5月或6月", "recurring 0501-0531 0601-0630 ?"),
]
COUNTS = [
    ("每月不少于2场", "recurring 0101-0131*2 0201-0229*2 … 1201-1231*2 (12) 场"),
    ("每季度1-2次", "recurring 0101-0331*1 0401-0630*1 0701-0930*1 1001-1231*1"),
    ("一季度一次", "recurring 0101-0331*1 0401-0630*1 0701-0930*1 1001-1231*1 ?"),
    ("十一月一次", "count 1101-1130*1"),
    ("一月一号前", "fixed 0101-0101"),
    ("第一季度一次", "count 0101-0331*1"),
    ("半年1次", "recurring 0101-0630*1 0701-1231*1"),
    ("季度1次", "recurring 0101-0331*1 0401-0630*1 0701-0930*1 1001-1231*1"),
    ("半年一次", "recurring 0101-0630*1 0701-1231*1"),
    ("一年三次", "count 0101-1231*3"),
    ("一年一考核", "count 0101-1231*1"),
    ("一年至少两次", "count 0101-1231*2"),
    ("每天一次", "continuous 0101-1231 ?"),
    ("全年不少于4次,其中上半年不少于2次", "count 0101-1231*4 0101-0630*2 ?"),
    ("全年不少于4次", "count 0101-1231*4"),
    ("年度不少于4次", "count 0101-1231*4"),
    ("全年三次以上", "count 0101-1231*3"),
    ("每年不少于12学时", "count 0101-1231*12 学时 ?"),
    ("2次/月", "recurring 0101-0131*2 0201-0229*2 … 1201-1231*2 (12)"),
    ("年底前不少于2场", "count 0101-1231*2 场"),
    ("5月至少开展1场宣传活动", "count 0501-0531*1 场"),
    ("7-8月,不少于3次", "count 0701-0831*3"),
    ("11-12月，组织1次专题学习", "count 1101-1231*1"),
    ("全年不少于4次(每季度1次)", "recurring 0101-0331*1 0401-0630*1 0701-0930*1 1001-1231*1"),
    ("4次，每季度1次", "recurring 0101-0331*1 0401-0630*1 0701-0930*1 1001-1231*1"),
    (
        "每季度至少1次,全年不少于5次",
        "recurring 0101-0331*1 0401-0630*1 0701-0930*1 1001-1231*1 0101-1231[全年合计]*5 ?",
    ),
    ("上半年1次,下半年1次", "recurring 0101-0630*1 0701-1231*1"),
    ("3月底前1次、9月底前1次", "recurring 0101-0331*1 0701-0930*1 ?"),
    ("每月至少1次，每次不少于2学时", "recurring 0101-0131*1 0201-0229*1 … 1201-1231*1 (12) ?"),
    ("全年不超过3次", "count 0101-1231*3 ?"),
]
CAMPAIGNS = [
    ("国家安全教育日", "campaign 0415-0415"),
    ("4·15全民国家安全教育日期间", "campaign 0412-0418 ?"),
    ("“415”国家安全教育日", "campaign 0415-0415 ?"),
    ("国家安全周", "campaign 0412-0418 ?"),
    ("民法典宣传月至安全生产月", "range 0501-0630 ?"),
    ("国家安全教育日至宪法日", "range 0415-1204 ?"),
    ("4月1日至宪法宣传周", "range 0401-1207 ?"),
    ("五一至国庆期间", "range 0501-1001 ?"),
    ("三·一五", "campaign 0315-0315"),
    ("“一二·四”国家宪法日", "campaign 1204-1204"),
    ("“124”前后", "campaign 1201-1207 ?"),
    ("9月围绕质量月、国防教育日宣传", "campaign 0901-0930[多节点] ?"),
    ("3月15日开展消费者权益日宣传", "campaign 0315-0315 ?"),
    ("6月9日国际档案日", "campaign 0609-0609"),
    ("平安建设宣传月期间", "campaign ?"),
    ("每月党员活动日", "recurring 0101-0131 0201-0229 … 1201-1231 (12) ?"),
    ("国庆节后", "range 1008-1231 ?"),
    ("国家宪法日前后", "campaign 1201-1207 ?"),
    ("宪法日前", "fixed 0101-1203 ?"),
    ("12·4", "campaign 1204-1204"),
    ("12月4日国家宪法日", "campaign 1204-1204"),
    ("12月4日（国家宪法日）前后", "campaign 1201-1207 ?"),
    ("宪法宣传周期间", "campaign 1201-1207"),
    ("12月(宪法宣传周)", "campaign 1201-1207 ?"),
    ("11月30日—12月6日", "range 1130-1206"),
    ("3月22日至28日", "campaign 0322-0328"),
    ("5月民法典宣传月", "campaign 0501-0531"),
    ("5·28民法典颁布纪念日", "campaign 0528-0528"),
    ("九月第三个周六", "campaign 0921-0921"),
    ("9月第三周", "campaign 0909-0915 ?"),
    ("4月第三周", "range 0415-0421 ?"),
    ("12月4日所在周", "campaign 1202-1208 ?"),
    ("国家宪法日前后一周", "campaign 1127-1211 ?"),
    ("五一期间", "campaign 0501-0505 ?"),
    ("五一、国庆期间", "campaign 0501-0505[劳动节] 1001-1007[国庆节] ?"),
    ("端午节前", "fixed 0101-0609"),
    ("元旦前", "fixed 0101-1231 ?"),
    ("“八一”前后", "campaign 0729-0804 ?"),
    ("九九重阳节", "campaign 1011-1011"),
    ("3·15、6·5、12·4", "campaign 0315-0315[国际消费者权益日] 0605-0605[环境日] 1204-1204[国家宪法日]"),
    (
        "3.15、4.15、12.4等重要节点",
        "campaign 0315-0315[国际消费者权益日] 0415-0415[全民国家安全教育日] 1204-1204[国家宪法日] ?",
    ),
    ("4月15日前后、12月4日前后", "campaign 0412-0418[全民国家安全教育日] 1201-1207[国家宪法日] ?"),
    ("10月20日公民道德宣传日", "campaign 1020-1020"),
    ("领事保护宣传周", "campaign ?"),
    ("政府开放日", "campaign ?"),
    ("6月1日国家宪法日", "fixed 0601-0601 ?"),
    ("5月开展国家安全教育日活动", "campaign 0501-0531 ?"),
    ("两会前", "unscheduled ?"),
    ("重大节假日", "unscheduled ?"),
    ("节前", "unscheduled ?"),
]
WITHOUT_DAYS = [
    ("长期坚持", "continuous 0101-1231"),
    ("持续推进", "continuous 0101-1231"),
    ("全年常态化开展", "continuous 0101-1231"),
    ("常态化推进", "continuous 0101-1231 ?"),
    ("定期开展", "continuous 0101-1231 ?"),
    ("立即整改，长期坚持", "continuous 0101-1231 ?"),
    ("适时开展", "unscheduled"),
    ("按照上级统一部署", "unscheduled"),
    ("按有关规定执行", "unscheduled ?"),
    ("以上级通知为准", "unscheduled"),
    ("及时报送", "unscheduled"),
    ("同前", "unscheduled ?"),
    ("/", "unscheduled ?"),
    ("无", "unscheduled ?"),
    ("见附件1", "unscheduled ?"),
    ("一案一报", "unscheduled ?"),
    ("拟于9月开展", "range 0901-0930 ?"),
    ("暂定11月", "unscheduled 1101-1130 ?"),
    ("上半年适时开展", "range 0101-0630 ?"),
    ("原则上6月底前完成", "fixed 0101-0630 ?"),
    ("每月10日前，遇节假日顺延", "recurring 0101-0110 0201-0210 … 1201-1210 (12) ?"),
    ("领导班子成员", "unscheduled ?"),
    ("13月", "unscheduled ?"),
]
EVENTS = [
    ("收到文件后5个工作日内", "relative 收到文件 after 5 workday"),
    ("接到通知后7日内", "relative 收到通知 after 7 day"),
    ("通知下发后10日内", "relative 收到通知 after 10 day"),
    ("清单印发后一个月内", "relative 清单印发 after 1 month"),
    ("会议结束后3个工作日内", "relative 会议结束 after 3 workday"),
    ("会前三天", "relative 会议召开 before 3 day ?"),
    ("活动开展前5个工作日", "relative 活动开始 before 5 workday"),
    ("提前10天", "relative 活动开始 before 10 day ?"),
    ("活动结束后半个月内", "relative 活动结束 after 15 day ?"),
    ("条例颁布实施之日", "relative 法律施行 on 0 day ?"),
    ("条例施行之日起3个月内", "relative 法律施行 after 3 month"),
    ("新任职后3个月内", "relative 任命 after 3 month"),
    ("任命前", "relative 任命 before 1 day"),
    ("公示期满后3日内", "relative 公示期满 after 3 day"),
    ("入职1个月内", "relative 人员到岗 after 1 month"),
    ("案件结案后20日内", "relative 案件结案 after 20 day"),
    ("T+2个工作日", "relative 任务下达 after 2 workday ?"),
    ("10个工作日内", "relative 任务下达 after 10 workday ?"),
    ("次月10日前", "relative 当月结束 after 10 day ?"),
    ("收到通知后及时报送", "relative 收到通知 ?"),
    ("2024年9月10日后10个工作日内", "relative 2024-09-10 after 10 workday 0910-0925 ?"),
    ("自2024年10月8日起3个月内", "relative 2024-10-08 after 3 month 1008-20250108"),
    ("自2024年1月30日起1个月内", "relative 2024-01-30 after 1 month 0130-0229 ?"),
    ("3月1日起30日内", "relative 2024-03-01 after 30 day 0301-0331 ?"),
    ("法律施行前1个月", "relative 法律施行 before 1 month"),
    ("年度终了后1个月内", "relative 2024-12-31 after 1 month 1231-20250131 ?"),
    ("元旦前3个工作日", "relative 元旦 before 3 workday 0101-1227 ?"),
    ("宪法宣传周结束后5个工作日内", "relative 宪法宣传周 after 5 workday 1207-1213 ?"),
    ("12月4日前一周", "relative 2024-12-04 before 7 day 0101-1127 ?"),
]
CLAUSES = [
    ("全年开展,12月底前报送总结", "continuous 0101-1231 0101-1231[报送总结]"),
    ("全年,重点在4月、12月", "continuous 0101-1231 0401-0430[重点时段] 1201-1231[重点时段]"),
    ("3月底前制定方案,全年实施", "continuous 0101-0331[制定方案] 0101-1231[实施]"),
    (
        "4月底前印发清单,全年推进,12月10日前报送总结",
        "continuous 0101-0430[印发清单] 0101-1231 0101-1210[报送总结]",
    ),
    ("12月25日前报送;次年4月1日前公开", "fixed 0101-1225[报送] 0101-20250401[公开]"),
    ("6月开展自查,7月10日前报送自查报告", "range 0601-0630[自查] 0601-0710[报送自查报告]"),
    ("宪法宣传周期间开展,12月15日前报送总结", "range 1201-1207 1201-1215[报送总结]"),
    (
        "一季度制定方案,二季度组织实施,四季度总结验收",
        "range 0101-0331[制定方案] 0401-0630[实施] 1001-1231[总结验收]",
    ),
    (
        "1月制定计划；每月学习1次；12月总结",
        "recurring 0101-0131[制定计划] 0101-0131[学习]*1 … 1201-1231[总结] (14)",
    ),
    ("5月底前完成第一批,11月底前完成第二批", "fixed 0101-0531[第一批] 0701-1130[第二批] ?"),
    ("3月启动、6月检查、12月考核", "recurring 0301-0331[启动] 0601-0630[检查] 1201-1231[考核] ?"),
    ("制定方案：3月底前；组织实施：4—11月", "range 0101-0331[制定方案] 0401-1130[组织实施]"),
    ("组织实施(4—10月)，总结评估(11月)", "range 0401-1031[组织实施] 1101-1130[总结评估]"),
    ("上半年工作总结于7月10日前报送", "fixed 0101-0710"),
    ("半年自查、年终总结", "range 1201-1231 ?"),
    (
        "全年,每季度末月25日前报送",
        "continuous 0101-1231 0101-0325[报送] 0401-0625[报送] 0701-0925[报送] 1001-1225[报送]",
    ),
    ("半年总结和年度总结", "recurring 0101-0630 0101-1231"),
    ("12月底前报送上半年和全年总结", "fixed 0101-1231"),
    ("7月10日前报送上半年总结", "fixed 0101-0710"),
    ("4月（办公室）、10月（法规科）", "range 0401-0430[办公室] 1001-1031[法规科] ?"),
    ("1.3月底前 2.9月底前", "fixed 0101-0331[1] 0101-0930[2] ?"),
    ("①5月底前②10月底前③全年", "continuous 0101-0531[1] 0101-1031[2] 0101-1231[3]"),
    (
        "(1)6月(2)每季度1次",
        "recurring 0601-0630[1] 0101-0331[2]*1 0401-0630[2]*1 0701-0930[2]*1 1001-1231[2]*1",
    ),
    ("常态化开展,每月不少于1次", "recurring 0101-0131*1 0201-0229*1 … 1201-1231*1 (12)"),
    ("长期坚持,每年不少于2次", "count 0101-1231*2"),
    ("8月;全年不少于50次", "range 0801-0831 0101-1231*50"),
    ("3月底前\n11月底前", "fixed 0101-0331 0101-1130"),
    ("完成时限：6月底前", "fixed 0101-0630"),
]
ERRORS = [
    ("6月3O日前", "fixed 0101-0630 ?"),
    ("l0月底前", "fixed 0101-1031 ?"),
    ("11月9曰前", "fixed 0101-1109 ?"),
    ("2024年1 1月底前", "fixed 0101-1130 ?"),
    ("2024年1 3月", "recurring 0101-0131 0301-0331 ?"),
    ("5 月 底 前", "fixed 0101-0531"),
    ("五 月 底 前", "fixed 0101-0531"),
    ("11月3O曰前", "fixed 0101-1130 ?"),
    ("每 月 5 日 前", "recurring 0101-0105 0201-0205 … 1201-1205 (12)"),
    ("８月２０日前", "fixed 0101-0820"),
    ("二○二四年六月底前", "fixed 0101-0630 ?"),
    ("二〇二四年六月底前", "fixed 0101-0630"),
    ("5月1日\n至31日", "range 0501-0531 ?"),
    ("9月未前", "fixed 0101-0930 ?"),
]
BRACKETS = [
    ("每季度末(6月、9月)", "recurring 0401-0630 0701-0930 ?"),
    ("宪法宣传周（12月1日—7日）", "campaign 1201-1207"),
    ("宪法宣传周（12月2日—8日）", "campaign 1202-1208 ?"),
    ("9月(14日—20日)", "range 0914-0920 ?"),
    ("5月底前(报市司法局)", "fixed 0101-0531"),
    ("全年(除8月外)每月1次", "recurring 0101-0131*1 0201-0229*1 … 1201-1231*1 (11)"),
    ("10月底前(10月20日前)", "fixed 0101-1031 ?"),
    ("每月1次(7、8月除外)", "recurring 0101-0131*1 0201-0229*1 … 1201-1231*1 (10)"),
    ("12月4日(宪法宣传周)", "campaign 1201-1207 ?"),
    ("按市局统一安排(预计10月)", "unscheduled 1001-1031 ?"),
    ("每季度1次(全年4次)", "recurring 0101-0331*1 0401-0630*1 0701-0930*1 1001-1231*1"),
]

TABLES = (
    WORDS, DAYS, YEARS, RANGES, RECURRENCE, LISTS, COUNTS, CAMPAIGNS, WITHOUT_DAYS, EVENTS, CLAUSES,
    BRACKETS, ERRORS,
)  # fmt: skip


def written(reading: Reading) -> str:
    def day(day: date) -> str:
        return f"{day:%m%d}" if day.year == 2024 else f"{day:%Y%m%d}"

    said = [str(reading.kind)]
    if reading.anchor:
        said.append(reading.anchor)
    if reading.offset:
        said += [reading.offset.dir, str(reading.offset.n), reading.offset.unit]
    occurrences = []
    for o in reading.occurrences:
        label, count = f"[{o.label}]" if o.label else "", f"*{o.min_count}" if o.min_count else ""
        occurrences.append(f"{day(o.start)}-{day(o.due)}{label}{count}")
    if len(occurrences) > 5:
        occurrences = [*occurrences[:2], "…", occurrences[-1], f"({len(occurrences)})"]
    said += [*occurrences, reading.unit or "", reading.time or "", "?" if reading.flags else ""]
    return " ".join(filter(None, said))


@pytest.mark.parametrize(("phrase", "expected"), [row for table in TABLES for row in table])
def test_the_rule_holds(phrase, expected):
    assert written(read(phrase, year=2024)) == expected


@pytest.mark.parametrize("phrase", [phrase for table in TABLES for phrase, _ in table])
def test_every_reading_can_be_told_and_kept(phrase):
    reading = read(phrase, year=2024)

    assert reading.meaning
    assert Reading.from_json(reading.as_json()) == reading
    assert all(flag.endswith(("？", "。")) and "\n" not in flag for flag in reading.flags)


def test_the_list_is_issued_on_a_day_and_at_once_begins_there():
    reading = read("即日起至11月底", year=2024, issued=date(2024, 4, 9))
    assert written(reading) == "range 0409-1130 ?"


def test_the_year_s_own_calendar_goes_before_the_rules():
    row = CalendarNode(
        plan_year=2026,
        name="宪法宣传周",
        start_on=date(2026, 11, 30),
        end_on=date(2026, 12, 6),
        source="方案",
    )
    assert read("宪法宣传周", year=2026).flags, "not yet announced"
    known = read("宪法宣传周", year=2026, nodes=Nodes([row]))
    assert (known.occurrences[0].start, known.flags) == (date(2026, 11, 30), ())

    own = CalendarNode(
        plan_year=2026, name="领事保护宣传周", start_on=date(2026, 9, 7), end_on=date(2026, 9, 13)
    )
    assert read("领事保护宣传周期间", year=2026, nodes=Nodes([own])).occurrences[0].due == date(2026, 9, 13)


@pytest.mark.parametrize(
    "phrase", ["2月4日起5个工作日内", "10月第3个工作日前", "三季度第1个工作日前", "每月最后一个工作日前"]
)
def test_a_year_without_holiday_notice_says_that_it_is_provisional(phrase):
    assert any("尚未公布" in flag for flag in read(phrase, year=2027).flags)
    assert not any("尚未公布" in flag for flag in read(phrase, year=2024).flags)


@pytest.mark.parametrize(
    "phrase",
    ["全年0次", "每季度0篇", "每月前0个工作日", "收到通知后0个工作日内", "每月第〇个工作日", "每0个月"],
)
def test_none_of_something_is_asked_about(phrase):
    reading = read(phrase, year=2024)
    assert any("数字是0" in flag for flag in reading.flags)
    assert all(each.start <= each.due for each in reading.occurrences)


@pytest.mark.parametrize("phrase", ["全年10次", "每季度20日前", "收到通知后30个工作日内", "至2024.10.20日"])
def test_a_nought_within_a_number_is_no_none(phrase):
    assert not any("数字是0" in flag for flag in read(phrase, year=2024).flags)


def test_a_notice_that_is_entered_moves_the_day():
    phrase = "2027年2月4日起5个工作日内"
    notice = Workdays({date(2027, 2, 8): DayKind.REST, date(2027, 2, 9): DayKind.REST})
    reading = read(phrase, year=2027, workdays=notice)
    assert reading.occurrences[0].due == date(2027, 2, 15)
    assert not any("尚未公布" in flag for flag in reading.flags)


@pytest.mark.parametrize(
    ("offset", "on", "due"),
    [
        (Offset(10, "workday", "after"), date(2024, 9, 10), date(2024, 9, 25)),
        (Offset(5, "workday", "before"), date(2024, 10, 8), date(2024, 9, 25)),
        (Offset(1, "month", "after"), date(2024, 1, 31), date(2024, 2, 29)),
        (Offset(2, "month", "before"), date(2024, 12, 31), date(2024, 10, 31)),
        (Offset(15, "day", "after"), date(2024, 12, 20), date(2025, 1, 4)),
        (Offset(0, "day", "on"), date(2024, 5, 1), date(2024, 5, 1)),
    ],
)
def test_an_event_that_happened_dates_what_waited_for_it(offset, on, due):
    assert happened(offset, on, Workdays()) == due


@pytest.mark.parametrize("year", [0, 1900, 2099, 99999])
def test_a_year_out_of_reach_is_asked_about(year):
    reading = read("5月底前", year=year)
    assert (reading.kind, len(reading.flags)) == (Kind.UNSCHEDULED, 1)


@pytest.mark.parametrize(
    "text", ["5" * 10_000_000, "月" * 501, "\x00" * 10, "", "　\n\t", "«»" * 30, "(" * 400, "一" * 500]
)
def test_what_is_no_deadline_is_unscheduled_and_asked(text):
    reading = read(text, year=2024)
    assert (reading.kind, reading.occurrences) == (Kind.UNSCHEDULED, ())
    assert reading.flags
    assert len(reading.text) <= 501


def test_a_monthly_day_that_has_a_name_is_no_campaign():
    flags = read("每月15日主题党日", year=2024).flags
    assert len(flags) == 1
    assert "节点表" not in flags[0]


def test_an_hour_is_told_by_when_it_begins():
    reading = read("每周四8:30至12:00", year=2024)
    assert (reading.time, reading.flags) == ("08:30", ())
    assert read("4月15日8:30至4月16日12:00", year=2024).flags
