"""Examinations, classes and the machines behind them."""

from typing import Final

from tocsin.messaging.sample.rules.script import Scene

SCENES: Final = (
    Scene(
        key="exams",
        group="期末监考协调",
        people=("he_chuan", "zhou_lan", "zhao_qiming", "xu_jingyi", "wu_xiaowen", "tang_jiashu", "lin_yue"),
        read=0.5,
        pinned=("zhou_lan", "he_chuan"),
        behind={"zhou_lan": 2},
        talk="""
W3 10:10 he_chuan: 建个小群，监考的调换都在这里说，免得刷大群。
he_chuan! admin zhou_lan
he_chuan! announce confirm: 调换监考的规矩：先在这里说，对方回“行”，我再改系统。口头说的不算。
  ! zhou_lan xu_jingyi wu_xiaowen lin_yue
xu_jingyi: 外语系已确认，两位老师都有空。
  + 👍 he_chuan
wu_xiaowen: 物理系周四上午有竞赛辅导，能不能换到下午？
  # swap
he_chuan: >swap 可以，和体育部对调。@唐嘉树 周四上午两位，行吗？
tang_jiashu: 行，我和小孙去。
  + 🙏 wu_xiaowen he_chuan
W4 09:12 he_chuan: 第二稿，改了 7 处：
    | 考场 | 原来 | 现在 |
    | --- | --- | --- |
    | A101 | 许静怡 | 何川 |
    | 机房2 | 吴晓雯 | 陆鸣 |
    | 体育馆1 | 待定 | 唐嘉树 |
  # second
zhou_lan: >second 机房 2 让信息中心的人在门口待命就行，监考还是要物理系出人。
wu_xiaowen: 那我和晚自习的老师再调一下，下午给您。
-120 zhao_qiming: 数学系缺的两位今天下午能定，名单四点前给。
-117 zhou_lan: 辛苦。监考老师提前 20 分钟到场，别忘了提醒。
  + 👌 he_chuan lin_yue
-49 zhao_qiming: 两位定了：周五上午 A101、体育馆 1。
  + 🎉 he_chuan
-46 he_chuan! forward confirm
-25 lin_yue: 高二 (3) 班考场的时钟慢了五分钟，已报修。
""",
    ),
    Scene(
        key="network",
        group="机房与网络",
        people=("lu_ming", "he_chuan", "zhou_lan", "wu_xiaowen"),
        read=0.9,
        talk="""
W1 16:10 lu_ming: 今晚 23:00 例行备份，服务不停，可能会慢几分钟。
he_chuan: 好，考务系统那台请放到最后。
W2 08:20 lu_ming: 备份完成，恢复演练也做了，用时 11 分钟。
  + 👏 zhou_lan he_chuan
W3 09:05 lu_ming: @周岚 @何川 考务系统 2.4 昨夜上线，说明在附件。有问题在这里喊我。
  & release-notes.txt
he_chuan: 快多了！以前点一下可以去倒杯水。
  + 😂 lu_ming wu_xiaowen zhou_lan
wu_xiaowen: 实验室的平板要改什么设置吗？
lu_ming: 改一行就行，重启浏览器：
    ```ini
    [exam]
    server = https://exam.example.edu
    timeout = 5
    ```
lu_ming: 文档也搬了新家：https://lab.example.edu/exam/2.4
  $ https://lab.example.edu/exam/2.4 | 考务系统 2.4 使用说明 | 按考场打印座位、监考提醒、批量换座，以及常见问题。 | 信息中心
  ^ he_chuan zhou_lan
-180 lu_ming: 机房门禁名单我改好了，监考老师考试周都能刷卡。名单在 https://lab.example.edu/access
-171 wu_xiaowen: 谢谢，物理实验室那间也加上吧。
-168 lu_ming: 已加 👍
""",
    ),
    Scene(
        key="senior2",
        group="高二任课教师",
        people=("lin_yue", "zhao_qiming", "wu_xiaowen", "xu_jingyi", "tang_jiashu", "zhou_lan"),
        crowd=34,
        crowd_of=("高二", "高二一班", "高二二班", "高二三班", "高二四班"),
        read=0.6,
        behind={"zhou_lan": 4},
        talk="""
W1 12:35 lin_yue: 选修课报名初步名单，超员的两门要劝退几个孩子 🥲
  & 选修报名.csv
  # list
?3: 英语戏剧超一个，我班的小方愿意换去吟诵。
  + ❤️ lin_yue
lin_yue: >list 那就齐了，谢谢！
W2 09:45 zhao_qiming: 单元测验卷子印好了，周五最后一节，各班课代表来取。
?5: 收到。
?8: 收到。
?9: 收到，3 班 4 班一起拿。
W3 17:05 wu_xiaowen: 实验课提醒：烧杯别放桌角。今天碎了两个，学生没事，杯子有事。
  + 😂 *9
  + 🙏 lin_yue
?1: 建议给杯子买保险。
W4 15:20 lin_yue: 周四公开课借用阶梯教室，原来第三节在那里的班，请到 B203。
lin_yue! poll multiple: 家长会想听什么？ / 选科与升学 / 作息与睡眠 / 手机怎么管 / 心理 / 运动
  = 0 zhao_qiming xu_jingyi *12
  = 2 wu_xiaowen *15
  = 1,3 *7
-88 ?2: 4 班两个孩子发烧，已联系家长，体育课请假。
  + 🙏 tang_jiashu lin_yue
-86 tang_jiashu: 好，不计缺勤。
-61 lin_yue: 各位班主任，晚上八点前把家长会到会人数填一下，谢谢！
-12 ?6: 5 班 43 人。
-4 ?10: 6 班 40 人，两位请假。
""",
    ),
    Scene(
        key="contest",
        group="数理竞赛教练组",
        people=("zhao_qiming", "wu_xiaowen", "lin_yue"),
        crowd=9,
        crowd_of=("代数教研室", "力学教研室"),
        read=0.8,
        pinned=("zhao_qiming",),
        behind={"zhao_qiming": 2, "lin_yue": 1},
        talk="""
W1 13:10 zhao_qiming: 决赛名单出来了：我校 6 人，数学 4，物理 2。
  + 🎉 wu_xiaowen lin_yue *6
wu_xiaowen: 物理那两个孩子哭了，高兴的那种。
  + ❤️ zhao_qiming lin_yue
?2: 集训排在哪几天？别撞期末。
  # when
zhao_qiming: >when 考完第二天开始，一共五天，午饭学校管。
W2 16:45 ?4: 第 7 题我有一个不用求导的做法，写在这里：
    ```
    令 x = a + b, y = ab，则 x² − 4y ≥ 0
    原式 = (x² − 3y) / x ≥ x / 4
    当且仅当 a = b 时取等
    ```
  # seven
  + 👏 zhao_qiming *5
zhao_qiming: >seven 漂亮。明天课上讲这个，比标准答案好。
  ^ zhao_qiming
W3 19:05 wu_xiaowen! poll: 集训 T 恤什么颜色？ / 墨绿 / 砖红 / 白
  = 0 zhao_qiming *3
  = 1 lin_yue
  = 2 wu_xiaowen *2
W4 15:00 zhao_qiming! voice 8
lin_yue: 英文题面我来校一遍，今晚给。
  + 🙏 zhao_qiming wu_xiaowen
-78 ?1: 实验器材借条找谁签？
-34 wu_xiaowen: 我这里签，带学生证。
-17 ?3: @赵启明 家长问住宿，能不能住校？
""",
    ),
    Scene(
        key="reading",
        group="读书会（周四晚）",
        people=("xu_jingyi", "zhou_lan", "lin_yue", "emma_clarke", "wu_xiaowen"),
        crowd=11,
        crowd_of=("图书馆", "外语系"),
        read=0.7,
        talk="""
W1 19:30 xu_jingyi! set listed approval
xu_jingyi! admin zhou_lan
xu_jingyi: 这周读《呼兰河传》，第一章到第三章。茶我带，饼干谁带？
  + 🍵 *4
?2: 我带绿豆糕。
emma_clarke: I have the English translation. Is it cheating?
  + 😂 xu_jingyi lin_yue *3
xu_jingyi: Not at all. 正好对照着读。
W2 20:10 lin_yue: “花开了，就像花睡醒了似的。”——读到这里停了很久。
  # flower
  + 🌸 xu_jingyi zhou_lan *5
  ^ xu_jingyi zhou_lan
wu_xiaowen: >flower 物理老师也停了很久。
  + ❤️ lin_yue
W3 12:50 tang_jiashu! ask: 体育老师也想读书，带我一个
W4 09:40 su_rui! ask: 看到布告栏，想一起读萧红
-140 lu_ming! ask: 机房晚上值班，正好带本书
-45 xu_jingyi: 今晚照常，图书馆二楼。下一本投票：
xu_jingyi! poll anonymous days6: 下一本读什么？ / 《城南旧事》 / 《边城》 / Stoner / 《我们仨》
  = 0 lin_yue *2
  = 1 *3
  = 2 emma_clarke zhou_lan
""",
    ),
)
