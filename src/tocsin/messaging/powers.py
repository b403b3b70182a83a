"""The powers of the room."""

from tocsin.kernel.errors import Words
from tocsin.kernel.powers import Power

GROUP_MAKE = Power("messaging.group_make", Words("创建群聊", "建立群組", "Make groups"), "messaging", everyone=True)
RULES_SET = Power(
    "messaging.rules_set", Words("设置消息规则", "設定訊息規則", "Set the rules of messages"), "messaging"
)
GROUPS_MANAGE = Power(
    "messaging.groups_manage",
    Words("查看群登记并管理群", "檢視群組登記並管理群組", "See the register of groups and manage them"),
    "messaging",
)
POWERS = (GROUP_MAKE, RULES_SET, GROUPS_MANAGE)
