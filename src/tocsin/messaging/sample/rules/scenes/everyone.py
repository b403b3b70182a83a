"""Groups that concern the whole school."""

from typing import Final

from tocsin.messaging.sample.rules.script import Scene

SCENES: Final = (
    Scene(
        key="school",
        group="铎声中学全员群",
        people=(
            "shen_shuhang",
            "zhou_lan",
            "he_chuan",
            "xu_jingyi",
            "zhao_qiming",
            "wu_xiaowen",
            "tang_jiashu",
            "lu_ming",
            "su_rui",
            "lin_yue",
            "emma_clarke",
        ),
        crowd=420,
        read=0.71,
        muted=("zhao_qiming", "wu_xiaowen"),
        behind={"lu_ming": 2, "xu_jingyi": 1},
        talk="""
W1 08:00 shen_shuhang! admin zhou_lan
shen_shuhang! admin lu_ming
shen_shuhang! set posting=admins mentioning=admins inviting=admins listed
shen_shuhang: 各位老师，新的一周。期末将近，课要稳，心要静；有难处早说，别自己扛。
  + ❤️ zhou_lan emma_clarke lin_yue *30
  + 👏 *21
W2 10:00 zhou_lan: @所有人 周三 14:30 消防疏散演练，听到警报即按班级路线下楼，操场集合。方案见附件，班主任请今天内讲一遍。
  # drillnotice
  & 消防演练方案.docx 疏散路线.jpg
  + 👌 *34
  ^ lin_yue he_chuan
W3 15:20 shen_shuhang: 演练用时 6 分 12 秒，比去年快 48 秒。感谢体育部、信息中心和每一位班主任。
  # drilldone
  + 👏 zhou_lan tang_jiashu lu_ming *40
  + 💪 *13
W4 16:30 lu_ming: @所有人 周六 8:00–12:00 西校区停电，服务器由 UPS 供电，请在 7:30 前保存文件并退出。详见通知。
  # power
  & 停电通知.txt
  + 👌 *19
W4 17:10 zhou_lan! announce confirm: 考试周（周四起）的三条纪律：监考提前 20 分钟到场；手机静音入袋；试卷清点双人签字。请每位老师确认。
  # discipline
  ! he_chuan emma_clarke lin_yue tang_jiashu su_rui *60
-26 shen_shuhang: 今天校门口修路，接送的家长会晚一些，请值班老师多等十分钟。
  + 👌 *11
""",
    ),
    Scene(
        key="council",
        group="校务会",
        people=("shen_shuhang", "zhou_lan", "lu_ming", "emma_clarke", "zhao_qiming", "he_chuan"),
        read=0.9,
        pinned=("zhou_lan", "shen_shuhang"),
        behind={"zhou_lan": 1},
        talk="""
W1 17:40 shen_shuhang: 下周一校务会议题，各位今晚前补充：一、期末；二、西校区配电；三、Riverside 意向书。
zhou_lan: 加一条：教研员编制。
lu_ming: 加一条：机房空调续约，清河的报价到了。
  + 👍 shen_shuhang
W2 19:20 emma_clarke: Draft letter of intent is with Su Rui for the numbers. I'll have the Chinese version by Thursday.
shen_shuhang: Good. 中文版请静怡也过一眼。
W3 16:45 shen_shuhang! voice 14
  + 👌 zhou_lan he_chuan
zhou_lan: 明白，演练小结明天上午给您。
W4 16:50 zhou_lan! forward drilldone power together
he_chuan: 这两条要不要写进简报？
shen_shuhang: 写，简短。
-22 shen_shuhang: 意向书第 4 条再议，别写死名额。@周岚 你先和 Emma 对一下。
""",
    ),
    Scene(
        key="pay",
        group="课时津贴答疑",
        people=("su_rui", "zhou_lan", "he_chuan", "lin_yue", "wu_xiaowen", "tang_jiashu"),
        crowd=60,
        crowd_of=("数学系", "物理系", "外语系"),
        read=0.55,
        muted=("zhou_lan",),
        behind={"zhou_lan": 9, "he_chuan": 2},
        talk="""
W2 14:00 su_rui! set approval
su_rui: 这个群只答津贴的问题，答完就清。先看公式：应发 = 正课 × 60 + 晚自习 × 50 + 监考 × 80。
  # formula
  + 🙏 *8
?4: 监考按场还是按小时？
su_rui: >formula 按场，半天一场。
?9: 我上个月晚自习少算两节。
  # missing
su_rui: >missing 查到了，漏计，本月补。类似的请看表：
  & 课时津贴核对.xlsx
  ^ lin_yue
W3 11:15 tang_jiashu: 带队训练算晚自习吗？🤔
su_rui: 算“训练补助”，另一张单子，别急。
W3 11:40 ?12: 税后怎么算的，能不能举个例子？
su_rui: 例如本月 25 课时、合计 1500 元：并入当月工资一起计税，不单独扣。
    | 项目 | 课时 | 应发 |
    | --- | ---: | ---: |
    | 正课 | 16 | 960 |
    | 晚自习 | 6 | 300 |
    | 监考 | 3 | 240 |
  # example
  ^ zhou_lan he_chuan
  + 👍 *14
wu_xiaowen: >example 这个清楚！
?15: 那我去年是不是多交了……
  ~
W4 09:50 lin_yue: 班主任津贴在这张表里吗？
su_rui: 在工资条第 7 行，不在这里。
-75 ?7: 已核对，无误。
-73 ?1: 无误 +1
-40 su_rui: 还没核对的 11 位老师，请下班前回复“无误”或写出问题，明天报银行。@何川 教务处还差三位。
  + 👌 *5
-19 ?20: 核对无误，辛苦苏老师！
""",
    ),
)
