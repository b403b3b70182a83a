"""Safety, the fire drill, and a release that went wrong for nine minutes."""

from typing import Final

from tocsin.messaging.sample.rules.script import Scene

SCENES: Final = (
    Scene(
        key="drill",
        group="消防演练工作组",
        people=("tang_jiashu", "zhou_lan", "lu_ming", "he_chuan", "lin_yue", "wu_xiaowen"),
        crowd=8,
        crowd_of=("保卫科",),
        read=0.85,
        behind={"zhou_lan": 3},
        talk="""
W1 09:40 tang_jiashu: 演练周三 14:30。先把路线定了，这是东楼三层的图，大家看看有没有堵点。
  # route
  & 疏散路线.jpg
lin_yue: >route 3 班和 4 班会在二楼拐角撞上。
tang_jiashu: 那 4 班走西侧。改图。
  + 👍 lin_yue zhou_lan
?2: 西侧楼梯的应急灯坏了一盏，下午换。
W1 16:20 ?2: 换好了。
  + 🙏 tang_jiashu
W2 09:10 tang_jiashu! poll: 警报用哪种声音？ / 传统电铃 / 语音广播 / 先铃后播
  = 0 he_chuan
  = 1 lin_yue *1
  = 2 tang_jiashu lu_ming wu_xiaowen *5
lu_ming: 先铃后播没问题，广播词我录好了，9 秒。
lu_ming! voice 9
  + 👏 tang_jiashu lin_yue
zhou_lan: 物理实验室那节课提前跟学生说，先关气阀。
wu_xiaowen: 已经写在黑板上了，红字。
W3 13:50 tang_jiashu: 各就各位。
?1: 东门就位
?3: 西门就位
lu_ming: 广播就位
lin_yue: 高二就位，孩子们已经开始装不知道了 😂
  + 😂 tang_jiashu lu_ming *4
W3 14:41 tang_jiashu: 6 分 12 秒！全员到齐，无人受伤。
  # result
  + 🎉 zhou_lan lu_ming lin_yue he_chuan *6
tang_jiashu: 无人机拍的，加快了八倍：
  & 疏散演练.webm
  ^ zhou_lan
lu_ming: >result 比去年快 48 秒。
W3 15:05 ?2: 两个问题：B4 的防火门不能自动关；有一位老师在办公室戴耳机没听见。
zhou_lan: 防火门今天报修；耳机那位我找他谈。
he_chuan: 是我……
  ~
he_chuan: 下次办公室也装个闪灯吧。
  + 😂 zhou_lan tang_jiashu
W4 10:00 tang_jiashu: 小结我写好了，明早发校务会。照片收在群文件里，大家随便用。
-130 ?2: B4 防火门已修，合页换新的。
-36 tang_jiashu: 器材都归位了，这个群留到下学期。
-8 ?4: 灭火器巡检表也补齐了。
""",
    ),
    Scene(
        key="safety",
        group="安全检查 · 三校区",
        people=("zhou_lan", "tang_jiashu", "wu_xiaowen", "su_rui"),
        crowd=24,
        crowd_of=("保卫科", "总务处", "基建科", "食堂"),
        read=0.64,
        behind={"su_rui": 2},
        talk="""
W1 08:30 zhou_lan! announce: 每天 17:30 前报一次，异常随时报。
?1: 东校区：配电箱、消防栓正常。
?4: 西校区：三楼走廊灯两处不亮。
  # lamp
?7: 南校区：正常。
zhou_lan: >lamp 今天换。
W2 10:50 wu_xiaowen: @周岚 化学药品柜双人双锁，账物相符，附检查路线和结果。
  & 安全检查路线.pdf
  ^ zhou_lan
  + 👍 zhou_lan *6
?9: 食堂燃气报警器年检到期还有 20 天，已约。
W3 17:22 ?4: 西校区：走廊灯已换。防火门 B4 不回弹。
?1: 东校区：正常。
?7: 南校区：树枝压线，已请人修剪。
W4 17:10 ?4: B4 明天上午修。
?1: 东校区：正常。
  * 东校区：正常。补充：二楼饮水机漏水，已关阀。
-110 ?4: B4 已修好，拍照存档。
-109 zhou_lan! sticker medal
-37 ?12: 周六停电，食堂冷库转备用电源，已试。
-16 ?7: 南校区：正常。
""",
    ),
    Scene(
        key="release",
        group="考务系统 2.4 上线",
        people=("lu_ming", "he_chuan", "wu_xiaowen"),
        crowd=5,
        crowd_of=("应用科", "信息中心"),
        read=0.95,
        talk="""
W1 14:00 lu_ming: 发布窗口：周二 20:00–21:00。冻结：周二 18:00 之后不收新需求。
he_chuan: 打印座位号那个能进吗？😇
lu_ming: 能进，已经在 `main` 里了。
W2 17:58 he_chuan: 还有一个小小的……
  ~
lu_ming: 我看见了。下个版本。
  + 😂 *4
W2 20:06 ?1: 迁移跑完，耗时 41 秒。
?2: 冒烟测试：登录 ✅ 排考 ✅ 打印 ❌
  # smoke
lu_ming: >smoke 日志？
?2: ```
    TypeError: seat_label() missing 1 required argument: 'room'
      File "exam/print.py", line 88, in render
    ```
lu_ming: 找到了，默认参数被我手滑删了：
    ```python
    def seat_label(seat: int, room: str = "") -> str:
        return f"{room}-{seat:02d}" if room else f"{seat:02d}"
    ```
  # fix
  + 🔧 wu_xiaowen
?1: >fix 已合并，重新发布中。
W2 20:49 ?2: 打印 ✅ 全绿。
  + 🎉 lu_ming he_chuan wu_xiaowen *4
W3 09:02 he_chuan: 教务科全员试用，一切正常，速度感人。
W3 11:30 lu_ming: 复盘三句话：一、少了一条打印的测试，已补；二、回滚脚本有错字，值班同事提前读出来了；三、从发现到修好 9 分钟。
  # review
  ^ he_chuan
  + 👏 *5
W4 16:05 wu_xiaowen: 手机上考场表能横过来看吗？
lu_ming: 记下了：https://lab.example.edu/exam/issues/418
  $ https://lab.example.edu/exam/issues/418 | 手机横屏查看考场表 · #418 | 提出人：吴晓雯；状态：已排期，2.5。 | 信息中心
-57 ?1: 监控一周：错误 0，最慢页面 0.6 s。
  & 用电量.jpg
?1: 发错图了，那是用电量……
  + 😂 lu_ming he_chuan
""",
    ),
    Scene(
        key="board",
        group="元旦晚会筹备",
        people=("lin_yue", "tang_jiashu", "xu_jingyi", "su_rui", "zhou_lan", "emma_clarke"),
        read=0.8,
        muted=("zhou_lan",),
        behind={"zhou_lan": 5, "su_rui": 1},
        talk="""
W1 18:10 lin_yue: 头脑风暴的白板，趁没擦先拍下来。
  & 白板.jpg
  + 👍 xu_jingyi tang_jiashu
tang_jiashu: 看不清哪个是我的节目。
lin_yue: 右下角那个火柴人就是你。
  + 😂 xu_jingyi emma_clarke su_rui
W2 12:50 emma_clarke: I can do a tap dance. Really.
  # tap
  + 🤯 lin_yue tang_jiashu xu_jingyi
xu_jingyi: >tap 这个必须压轴。
W3 18:30 su_rui: 预算 8000，服装租不买。
lin_yue! rename: 元旦晚会（预算 8000）
W4 18:05 tang_jiashu: 场地 12 月 30 日下午可以彩排。
lin_yue! announce: 报节目截止：下周五。每个系至少一个，别让我点名 🙂
-70 xu_jingyi: 外语系两个：英文诗朗诵，还有 Emma 的踢踏舞。
-30 emma_clarke: My shoes have arrived 👞
  + 🎉 lin_yue xu_jingyi
""",
    ),
)
