"""Which of the sentences that nothing used are shown first: those with two signs of work."""

from __future__ import annotations

import pytest

from directives.duties import looks_like_duty
from directives.model import Span


@pytest.mark.parametrize(
    "sentence",
    [
        "Các cơ quan báo chí của tỉnh đưa tin thường xuyên, gửi bài trước ngày 20/12/2026.",
        "Yêu cầu các đơn vị nghiêm túc thực hiện.",
        "- Rà soát, bổ sung quy chế, hoàn thành trong quý II/2027.",
        "Người đứng đầu các cơ quan phải chịu trách nhiệm về tiến độ.",
        "Gui bao cao ve Van phong UBND tinh truoc ngay 15/12/2026.",
    ],
)
def test_a_sentence_with_two_signs_of_work_looks_like_a_duty(sentence: str) -> None:
    assert looks_like_duty(sentence, Span(0, len(sentence)))


@pytest.mark.parametrize(
    "sentence",
    [
        "Căn cứ Kế hoạch số 12/KH-UBND ngày 01/10/2026 của Ủy ban nhân dân tỉnh về phát triển hạ tầng số;",
        "Thời gian qua, các sở, ban, ngành đã phối hợp thực hiện tốt công tác tuyên truyền.",
        "Đến hết năm 2027, mọi xã, phường có đài truyền thanh thông minh.",
        "Trên đây là kế hoạch, yêu cầu các đơn vị triển khai thực hiện.",
        "Truyền thanh cơ sở là kênh thông tin gần dân nhất.",
        "",
    ],
)
def test_grounds_history_aims_and_plain_talk_do_not(sentence: str) -> None:
    assert not looks_like_duty(sentence, Span(0, len(sentence)))
