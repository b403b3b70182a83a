"""The script: who said what, where, and how many minutes before the sample was loaded.

A line is (minutes ago, speaker, text). A leading ``>n `` quotes line n of the scene, counted from 0.
"""

from typing import Final

import msgspec

Line = tuple[int, str, str]
DAY: Final = 24 * 60
NAMED: Final = {"周岚": "zhou_lan", "唐嘉树": "tang_jiashu"}
"""Whom a line may name after an ``@``."""


class Scene(msgspec.Struct, frozen=True):
    """One conversation: a department's group by its path, a group of people by its name, or two people.

    ``read`` is the part of the other members who have read everything; the rest stopped before the last three lines.
    """

    lines: tuple[Line, ...]
    department: str | None = None
    group: str | None = None
    people: tuple[str, ...] = ()
    read: float = 0.62


SCENES: Final = (
    Scene(
        department="教务处",
        lines=(
            (2 * DAY + 190, "he_chuan", "各位好，期末考试的考场表已经排出第一稿，今天下班前发到群里。"),
            (2 * DAY + 184, "zhou_lan", "好。考场和监考分开两张表，方便各系核对。"),
            (DAY + 300, "he_chuan", "考场 48 个，机房 6 个。体育馆那两间要提前跟体育部说。"),
            (DAY + 296, "zhou_lan", "体育馆我去说。"),
            (74, "he_chuan", "监考系统里数学系还缺两位老师，@周岚 是从信息系借，还是让数学系自己补？"),
            (66, "zhou_lan", ">4 先让数学系自己补，下午四点前补不上再借。我跟启明主任说一声。"),
            (58, "zhou_lan", "期末监考安排请各系今日 17:00 前确认；缺人的系在表里标红，我来协调。"),
            (41, "he_chuan", "收到，教务科三点汇总一次，五点出终稿。"),
        ),
    ),
    Scene(
        group="期末监考协调",
        people=("he_chuan", "zhou_lan", "zhao_qiming", "xu_jingyi", "wu_xiaowen", "tang_jiashu", "lin_yue"),
        read=0.5,
        lines=(
            (DAY + 420, "he_chuan", "建个小群，监考的调换都在这里说，免得刷大群。"),
            (DAY + 413, "xu_jingyi", "外语系已确认，两位老师都有空。"),
            (DAY + 402, "wu_xiaowen", "物理系 12 日上午有竞赛辅导，能不能换到下午？"),
            (DAY + 397, "he_chuan", ">2 可以，和体育部对调。@唐嘉树 12 日上午两位，行吗？"),
            (DAY + 391, "tang_jiashu", "行，我和小孙去。"),
            (120, "zhao_qiming", "数学系缺的两位今天下午能定，名单四点前给。"),
            (117, "zhou_lan", "辛苦。监考老师提前 20 分钟到场，别忘了提醒。"),
            (25, "lin_yue", "高二 (3) 班考场的时钟慢了五分钟，已报修。"),
        ),
    ),
    Scene(
        group="机房与网络",
        people=("lu_ming", "he_chuan", "zhou_lan", "wu_xiaowen"),
        read=0.9,
        lines=(
            (3 * DAY + 60, "lu_ming", "今晚 23:00 例行备份，服务不停，可能会慢几分钟。"),
            (3 * DAY + 55, "he_chuan", "好，考务系统那台请放到最后。"),
            (DAY + 30, "lu_ming", "备份完成，恢复演练也做了，用时 11 分钟。"),
            (
                180,
                "lu_ming",
                "机房门禁名单我改好了，监考老师 12 日至 16 日都能刷卡。名单在 https://lab.example.edu/access",
            ),
            (171, "wu_xiaowen", "谢谢，物理实验室那间也加上吧。"),
            (168, "lu_ming", "已加 👍"),
        ),
    ),
    Scene(
        group="English corner · 英语角",
        people=("emma_clarke", "xu_jingyi", "lin_yue", "zhou_lan"),
        read=0.75,
        lines=(
            (2 * DAY + 20, "emma_clarke", "Shall we move the English corner to Thursday? The hall is free from four."),
            (2 * DAY + 12, "xu_jingyi", "Thursday works. 我来通知学生。"),
            (2 * DAY + 9, "lin_yue", "高二的可以来，高三请自愿。"),
            (95, "emma_clarke", "Great, I will bring the board games again."),
        ),
    ),
    Scene(
        people=("he_chuan", "zhou_lan"),
        read=1.0,
        lines=(
            (DAY + 60, "he_chuan", "周处，第三版安排我放在共享盘了，您看考场编号这样写行不行？"),
            (DAY + 52, "zhou_lan", "编号按楼层走，别按系。其他没问题。"),
            (52, "he_chuan", "已改。机房的门禁名单陆主任也改好了，您看一下。"),
        ),
    ),
    Scene(
        people=("xu_jingyi", "zhou_lan"),
        read=1.0,
        lines=(
            (4 * DAY, "zhou_lan", "静怡，图书馆要的外文期刊目录在你那里吗？"),
            (4 * DAY - 9, "xu_jingyi", "在的，我转交给图书馆。"),
        ),
    ),
    Scene(
        people=("zhao_qiming", "zhou_lan"),
        read=1.0,
        lines=(
            (63, "zhou_lan", "启明主任，数学系还缺两位监考，四点前能定下来吗？"),
            (57, "zhao_qiming", "能。我问一下教研组，三点半给您答复。"),
        ),
    ),
    Scene(
        people=("lu_ming", "zhou_lan"),
        read=0.0,
        lines=((18, "lu_ming", "周处，考务系统的账号我开好了，初始密码已当面交给何川。"),),
    ),
)
