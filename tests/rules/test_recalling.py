from rules.recalling import kind_of, with_answer


def test_a_question_is_the_same_whatever_its_row_and_dates():
    last = "第3项「宪法宣传」时限「宪法宣传周」：宪法宣传周2024年的日期尚未公布，现按12月1日至12月7日，对吗？"
    now = "第5(1)项「进机关」时限「宪法宣传周」：宪法宣传周2025年的日期尚未公布，现按1月30日至2月6日，对吗？"
    assert kind_of(last) == kind_of(now)
    assert kind_of(last) != kind_of("第3项「宪法宣传」没有写责任部门，由哪个部门负责？")


def test_what_was_said_before_is_no_part_of_what_is_asked():
    question = "责任部门「外事处」不在本单位部门表里，指的是哪个部门？"
    recalled = with_answer(question, 2024, "外单位（省里的）")
    assert recalled == f"{question}（2024年答复：外单位（省里的)）"
    assert kind_of(recalled) == kind_of(question)
    assert with_answer(recalled, 2025, "办公室") == f"{question}（2025年答复：办公室）"
