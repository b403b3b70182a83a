"""What the log keeps about a person, in plain words."""

from tocsin.kernel.errors import Words
from tocsin.kernel.kept import Kept

KEPT = (
    Kept(
        "effects.effects",
        "anywhere",
        Words("送达、确认与处理的记录", "送達、確認與處理的紀錄", "What you sent, confirmed and handled"),
        Words(
            "你做了什么、对哪一条、何时、用哪台设备。它们是证据，只增不改。",
            "你做了什麼、對哪一則、何時、用哪台裝置。它們是證據，只增不改。",
            "What you did, to what, when and on which device. They are evidence: added to, never changed.",
        ),
        Words(
            "长期保存；删除个人信息后不再指向你",
            "長期保存；刪除個人資料後不再指向你",
            "For good; once your data is erased they no longer point to you",
        ),
        "SELECT at FROM effect WHERE actor_id = $1 AND realm_id = r.id",
    ),
)
