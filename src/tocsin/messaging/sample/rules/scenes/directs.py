"""Talk between two people."""

from typing import Final

from tocsin.messaging.sample.rules.script import Scene

SCENES: Final = (
    Scene(
        key="he_zhou",
        people=("he_chuan", "zhou_lan"),
        read=1.0,
        talk="""
W3 14:05 he_chuan: 周处，第三版安排我放在共享盘了，您看考场编号这样写行不行？
zhou_lan: 编号按楼层走，别按系。其他没问题。
  + 👌 he_chuan
W3 15:30 zhou_lan: 警报没听见的那位，是你吧？
he_chuan: ……是。降噪耳机。
zhou_lan: 下不为例。明早的小结你来写 🙂
  + 😅 he_chuan
-52 he_chuan: 已改。机房的门禁名单陆主任也改好了，您看一下。
""",
    ),
    Scene(
        key="xu_zhou",
        people=("xu_jingyi", "zhou_lan"),
        read=1.0,
        talk="""
W1 16:00 zhou_lan: 静怡，图书馆要的外文期刊目录在你那里吗？
xu_jingyi: 在的，我转交给图书馆。
W4 17:20 xu_jingyi! forward flower
zhou_lan: 喜欢这一句。
  + 🌸 xu_jingyi
""",
    ),
    Scene(
        key="zhao_zhou",
        people=("zhao_qiming", "zhou_lan"),
        read=1.0,
        talk="""
W2 09:30 zhao_qiming: 外语系邀请我过去带双语班，我回绝了，跟您说一声。
zhou_lan: 知道了，高三要紧。
-63 zhou_lan: 启明主任，数学系还缺两位监考，四点前能定下来吗？
-57 zhao_qiming: 能。我问一下教研组，三点半给您答复。
zhou_lan! draft: 另外，竞赛班周末的教室我让总务处
""",
    ),
    Scene(
        key="lu_zhou",
        people=("lu_ming", "zhou_lan"),
        read=1.0,
        behind={"zhou_lan": 1},
        talk="""
W4 14:40 lu_ming: 周处，吴晓雯调信息中心的事，她本人同意了，等您那边。
zhou_lan: 看到了，我和物理系谈完就批。
-18 lu_ming: 周处，考务系统的账号我开好了，初始密码已当面交给何川。
""",
    ),
    Scene(
        key="su_zhou",
        people=("su_rui", "zhou_lan"),
        read=1.0,
        behind={"zhou_lan": 2},
        talk="""
W2 15:15 zhou_lan: 苏老师，教务处上月的监考费是不是少算了一场？
su_rui: 我查查……
W2 15:52 su_rui: 是，少一场，80 元，本月补。您眼睛真尖。
  + 👍 zhou_lan
-35 su_rui: 教务处还差三位没核对，名单我发您：
su_rui: 方晴、邓启、何川。
""",
    ),
    Scene(
        key="emma_zhou",
        people=("emma_clarke", "zhou_lan"),
        read=1.0,
        talk="""
W3 11:02 emma_clarke: Zhou Lan, may I borrow He Chuan for an hour on Thursday? We need somebody to explain the timetable to the guests.
zhou_lan: Of course. He will be glad to leave the drill report for an hour.
  + 😂 emma_clarke
emma_clarke! sticker flowers
-31 zhou_lan: About clause 4: "about ten places a year", not exactly ten. Is that all right for them?
-27 emma_clarke: I think so. I'll ask Daniel over tea.
""",
    ),
    Scene(
        key="shen_zhou",
        people=("shen_shuhang", "zhou_lan"),
        read=1.0,
        pinned=("zhou_lan",),
        talk="""
W1 18:20 shen_shuhang: 期末的事你盯着，我放心。
zhou_lan: 好的，校长。
W4 08:10 shen_shuhang! voice 6
zhou_lan: 收到，您先休息，校务会我来主持。
  + 🙏 shen_shuhang
zhou_lan! draft: 校长，意向书第 4 条改为“每年约十个名额”，
""",
    ),
    Scene(
        key="lin_zhou",
        people=("lin_yue", "zhou_lan"),
        read=1.0,
        behind={"zhou_lan": 1},
        talk="""
W4 15:40 zhou_lan: 林老师，教研员的事你想好了告诉我，不急。
lin_yue: 谢谢周处，我舍不得班里的孩子，想再想两天。
  + ❤️ zhou_lan
-14 lin_yue: 我想好了，期末之后可以。
""",
    ),
    Scene(
        key="tang_zhou",
        people=("tang_jiashu", "zhou_lan"),
        read=1.0,
        talk="""
W3 15:40 tang_jiashu: 演练照片，给简报用的：
  & 操场1.jpg 操场4.jpg
zhou_lan: 第二张好，队伍很直。
W4 11:50 tang_jiashu! forward result
-84 zhou_lan: 体育馆周四晚上清场没问题吧？
-80 tang_jiashu: 没问题，西侧库房已经腾好了。
""",
    ),
    Scene(
        key="he_lu",
        people=("he_chuan", "lu_ming"),
        read=1.0,
        behind={"he_chuan": 1},
        talk="""
W2 17:59 he_chuan: 陆主任，真的就一个小需求……
lu_ming: 说。
he_chuan: 座位号能不能打两份？
lu_ming: 打印的时候点两次。
  + 😂 he_chuan
-20 lu_ming: 闪灯给你办公室装好了，这回一定看得见。
""",
    ),
    Scene(
        key="zhao_wu",
        people=("zhao_qiming", "wu_xiaowen"),
        read=1.0,
        behind={"zhao_qiming": 1},
        talk="""
W2 12:20 wu_xiaowen: 主任，信息中心想让我过去，您怎么看？
zhao_qiming: 你喜欢就去。只是以后竞赛还得来帮忙。
wu_xiaowen: 一定。
  + 🤝 zhao_qiming
-28 wu_xiaowen: 周五监考我替您半天，您陪孩子们去报到。
""",
    ),
    Scene(
        key="he_zhao",
        people=("he_chuan", "zhao_qiming"),
        read=1.0,
        talk="""
W4 16:20 he_chuan: 赵主任，数学系两位还空着，再不来我就写您的名字了 😄
zhao_qiming: 写吧，我监考最严。
-71 zhao_qiming: 开玩笑的，下午给你名单。
-48 zhao_qiming: 王老师、陈老师，周五上午。
  + 🙏 he_chuan
""",
    ),
    Scene(
        key="lin_xu",
        people=("lin_yue", "xu_jingyi"),
        read=1.0,
        talk="""
W3 20:15 lin_yue: 教案发你啦，手下留情。
  & Exchange-visit-programme.pdf
xu_jingyi: 这是行程……教案呢？
lin_yue: 啊！发错了！
  ~
lin_yue: 重发，别笑。
xu_jingyi: 晚了，已经笑了。
  + 😂 lin_yue
-125 xu_jingyi: 今天讲得真好，我在最后一排录了音。
xu_jingyi! voice 11
  + 😭 lin_yue
""",
    ),
    Scene(
        key="emma_xu",
        people=("emma_clarke", "xu_jingyi"),
        read=1.0,
        behind={"xu_jingyi": 1},
        talk="""
W2 18:40 xu_jingyi: 意向书中文版我看完了，第 4 条和第 7 条的时间对不上。
emma_clarke: Good catch! 7 is right, I'll fix 4.
W4 12:45 emma_clarke! forward programme
-52 emma_clarke: Could you take the guests to the old street tomorrow? I lose my way there every time.
""",
    ),
)
