"""What people talk about beside work."""

from typing import Final

from tocsin.messaging.sample.rules.script import Scene

SCENES: Final = (
    Scene(
        key="lunch",
        group="食堂拼桌 🍜",
        people=("lin_yue", "wu_xiaowen", "tang_jiashu", "xu_jingyi", "su_rui", "he_chuan", "zhou_lan"),
        read=0.9,
        muted=("zhou_lan", "he_chuan"),
        behind={"zhou_lan": 7, "tang_jiashu": 1},
        talk="""
W1 11:42 lin_yue: 今天二楼有牛肉面！
wu_xiaowen: 冲
tang_jiashu: 帮我占座，我下课要从操场跑过来。
  # seat
xu_jingyi: >seat 靠窗，给你留了。
W1 12:09 lin_yue: 给没来的人看看：
  & 牛肉面.jpg
  + 😋 wu_xiaowen xu_jingyi he_chuan
su_rui: 我在对账，谢谢，很残忍。
  + 😂 lin_yue tang_jiashu
W2 11:30 wu_xiaowen! poll: 今天吃？ / 一楼盖饭 / 二楼面 / 校门口饺子
  = 2 lin_yue xu_jingyi tang_jiashu su_rui
  = 1 he_chuan
tang_jiashu: 饺子饺子饺子。
W3 11:50 he_chuan: 演练那天我没听见警报，请大家别告诉周处。
  ~
xu_jingyi: 已经看见了 😌
W3 12:20 su_rui! sticker tea
W4 11:35 lin_yue: @周岚 客人来，今天食堂加了一道松鼠鱼。
  + 😍 wu_xiaowen
wu_xiaowen! sticker hello
-47 tang_jiashu: 明天谁带醋？食堂的醋没有灵魂。
-39 su_rui: 我带，山西的。
  + 🙏 tang_jiashu lin_yue wu_xiaowen
lin_yue! sticker canteen
-10 lin_yue: 那我带辣椒油 🌶️
""",
    ),
    Scene(
        key="badminton",
        group="羽毛球（周二、周五）",
        people=("wu_xiaowen", "tang_jiashu", "lu_ming", "emma_clarke"),
        crowd=14,
        crowd_of=("体育部", "总务处", "招聘科"),
        read=0.6,
        talk="""
W1 17:20 wu_xiaowen! set listed
wu_xiaowen: 明晚 7 点，三号场，缺一个。
?3: 我！
?5: 我！慢了三秒……
wu_xiaowen: 都来，轮换。
W2 21:30 tang_jiashu: 报告：陆主任今晚三连胜。
  + 😮 emma_clarke wu_xiaowen *4
lu_ming: 运气，运气。
emma_clarke: His serve is illegal in four countries.
  + 😂 tang_jiashu wu_xiaowen *5
W4 12:40 ?7! leave
W4 12:44 ?5: 接龙！1. 周五我来
?5: 接龙！！2. 还缺几个？？？
?5: 接龙接龙接龙
wu_xiaowen: 接龙请用投票，谢谢 🙂
wu_xiaowen! silence ?5 300
-25 wu_xiaowen: 今晚照旧。带水，饮水机坏了。
""",
    ),
    Scene(
        key="picnic",
        group="秋游报名（已结束）",
        people=("su_rui", "lin_yue", "zhou_lan", "he_chuan", "xu_jingyi"),
        read=1.0,
        talk="""
W1 12:15 su_rui: 秋游照片都收齐了，相册放在工会柜子里，谁要谁翻拍。
xu_jingyi: 那张全体跳起来的，只有何川没跳起来 😂
he_chuan: 我在空中，只是比较低。
  + 😂 su_rui lin_yue xu_jingyi zhou_lan
W1 12:31 su_rui: 那这个群完成使命，散了，明年见！
  + 👋 lin_yue zhou_lan
W2 08:45 su_rui! dissolve: 秋游报名（已结束）
""",
    ),
)
