"""The groups of departments."""

from typing import Final

from tocsin.messaging.sample.rules.script import Scene

SCENES: Final = (
    Scene(
        key="office",
        department="教务处",
        read=0.62,
        pinned=("zhou_lan",),
        talk="""
W1 08:52 he_chuan: 各位早。本周三件事：监考安排、消防演练配合、选修课终审。按这个顺序来。
  + 👌 zhou_lan wu_xiaowen *6
zhou_lan: 再加一件：周四 Riverside 的客人来，教务处出两个人听公开课。
?2: 我去，上次也是我。
?5: 我也可以，正好周四下午没课。
  + 👍 zhou_lan he_chuan
W1 15:31 zhao_qiming: 选修课报名截止是今晚十点还是明早？学生在问。
he_chuan: 今晚 22:00，系统会自动关。@赵启明 别帮学生代填啊，去年乱过一次。
zhao_qiming: 收到收到。
W2 10:35 he_chuan: 各位好，期末考试的考场表已经排出第一稿，今天下班前发到群里。
  # draft1
  + 👍 *7
zhou_lan: 好。考场和监考分开两张表，方便各系核对。
  ^ he_chuan
W2 17:40 he_chuan: 第一稿来了，监考一、监考二两列请各系核对。红色是还空着的。
  # table1
  & 期末监考安排.xlsx
  ^ zhou_lan
  + 🙏 xu_jingyi zhao_qiming *4
?7: 体育馆那两间怎么是数学？桌子够吗？
he_chuan: >draft1 够，总务处周五前搬过去 60 张。
W3 09:20 he_chuan: 考场 48 个，机房 6 个。体育馆那两间要提前跟体育部说。
zhou_lan: 体育馆我去说。
W4 11:02 ?3: 试卷袋还缺 30 个，仓库说要处长签字。
zhou_lan: 单子放我桌上，十分钟后签。
  * 单子放我桌上，中午前签好。
W4 15:08 he_chuan: 门贴和检查清单打包好了，每间考场一份，打印后贴在门的右侧。
  & 考场门贴.zip
  + 👌 *5
-74 he_chuan: 监考系统里数学系还缺两位老师，@周岚 是从信息系借，还是让数学系自己补？
  # short
-66 zhou_lan: >short 先让数学系自己补，下午四点前补不上再借。我跟启明主任说一声。
-58 zhou_lan: 期末监考安排请各系今日 17:00 前确认；缺人的系在表里标红，我来协调。
  # confirm
  ^ he_chuan xu_jingyi
-41 he_chuan: 收到，教务科三点汇总一次，五点出终稿。
""",
    ),
    Scene(
        key="languages",
        department="外语系",
        read=0.7,
        talk="""
W1 08:40 emma_clarke: Morning all! Reminder: no photocopying on Wednesday, the machine is being serviced. Print today, please.
  + 👍 xu_jingyi lin_yue *9
?1: 听力材料我已经印了 12 份，放在打印机旁边，自取。
lin_yue: 谢谢！我拿三份 🙏
W2 13:05 xu_jingyi: 期刊目录更新了，图书馆那份我转过去了。谁要看《Language Teaching》最新一期找我。
?4: 我要！排队。
emma_clarke! sticker thanks
W3 16:20 emma_clarke: Two things from the exchange visit:
    1. the open lesson is **Senior 2, class 3**, period 3, Lin Yue teaches;
    2. please keep your Thursday lunch free, we eat together at 12:10.
  # lunchtogether
  + ❤️ lin_yue
  + 👌 xu_jingyi *6
lin_yue: 我有点紧张 😅 教案谁帮我看一眼？
xu_jingyi: 发我，晚上看。
emma_clarke: >lunchtogether And I'll sit in the back row, smiling.
  + 😂 lin_yue xu_jingyi *4
W4 14:12 ?2: 作文批改的扫描仪又卡纸了……
?6: 关掉，开门，拿出来，再开。我刚弄过。
  + 💪 *3
-128 lin_yue: 教案改好了，谢谢静怡老师昨晚批的 17 处 😭
xu_jingyi: 其中 9 处是标点。
  + 😂 emma_clarke lin_yue *5
""",
    ),
    Scene(
        key="centre",
        department="信息中心",
        read=0.75,
        talk="""
W1 09:03 lu_ming: 本周值班：周一周二我，周三小顾，周四周五看排班表。演练那天广播系统必须有人盯着。
?1: 广播我盯。
  + 👍 lu_ming
W2 18:20 lu_ming: 今晚 20:00 发考务系统 2.4，回滚脚本在 `ops/rollback.sh`，先读一遍。
?2: 读了，第 14 行变量名写错了。
  # bug
lu_ming: >bug 好眼力。改好了：
    ```sh
    pg_dump --format=custom exam > /backup/exam-$(date +%F).dump
    systemctl stop exam && ln -sfn releases/2.3 current
    systemctl start exam
    ```
  + 👏 *5
W2 21:02 lu_ming: 2.4 已上线，考场列表从 4 秒到 0.3 秒。都回家休息。
  + 🚀 *6
?2: 🎉🎉
W4 08:35 ?3: UPS 自检报警，一块电池内阻偏高，已经报给清河实业。
lu_ming: 好，周六停电之前必须换掉。
-95 ?1: 清河的人下午三点到，门禁开临时卡吗？
lu_ming: 开，两小时的。
""",
    ),
    Scene(
        key="maths",
        department="数学系",
        read=0.66,
        talk="""
W1 10:05 zhao_qiming: 竞赛班周末加一次课，自愿，不许布置作业。
?1: “不许布置作业”请主任截图保存 😂
  + 😂 *11
W3 14:40 zhao_qiming: 各位，期末监考数学系还差两位，周五上午场。谁愿意，私聊我，请喝咖啡。
?4: 美式还是拿铁？
zhao_qiming: 都行，监考不许带进考场。
-50 ?4: 我周五上午可以。
?2: 我也行。
zhao_qiming! sticker medal
""",
    ),
    Scene(
        key="sports",
        department="体育部",
        read=0.7,
        talk="""
W2 11:20 tang_jiashu: 演练集合地点定在操场，各班站位我画好了线，白线是高一，黄线高二，红线高三。
  & 操场1.jpg 操场2.jpg 操场3.jpg 操场4.jpg
  + 👍 *8
?2: 跳远沙坑那边记得围起来。
tang_jiashu: 已围。
W4 07:48 ?1: 下雨了，早操改室内？
tang_jiashu: 改，楼道里做拉伸。
-33 tang_jiashu: 期末体育馆两间考场，周四晚上之前清场，器材推到西侧库房。
""",
    ),
    Scene(
        key="finance",
        department="财务处",
        read=0.8,
        talk="""
W1 09:30 su_rui: 本月课时津贴周三出表，周四各系核对，周五发放。晚自习漏计的两节这个月补。
?1: 银行那边回单到了，差一笔 0.01，我在找。
  + 😱 *2
W1 16:55 ?1: 找到了，四舍五入。
su_rui! sticker applause
W4 10:18 su_rui: 下周二审计来看固定资产，各位把自己名下的电脑编号核一遍。
  + 👌 *5
""",
    ),
    Scene(
        key="union",
        department="工会",
        read=0.5,
        talk="""
W2 12:20 su_rui: 秋季趣味运动会报名开始啦，项目：拔河、袋鼠跳、教职工 4×100。
?1: 有没有不用跑的项目？
?3: 有，裁判。
  + 😂 *9
su_rui! poll days20: 拔河的搭配怎么分？ / 按校区 / 按系 / 抽签
  = 0 *6
  = 1 *3
  = 2 *14
""",
    ),
)
