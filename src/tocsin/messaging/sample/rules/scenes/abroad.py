"""Talk in English, and in Traditional Chinese."""

from typing import Final

from tocsin.messaging.sample.rules.script import Scene

SCENES: Final = (
    Scene(
        key="corner",
        group="English corner · 英语角",
        people=("emma_clarke", "xu_jingyi", "lin_yue", "zhou_lan"),
        read=0.75,
        talk="""
W2 16:05 emma_clarke: Shall we move the English corner to Thursday? The hall is free from four.
xu_jingyi: Thursday works. 我来通知学生。
  + 👍 emma_clarke
lin_yue: 高二的可以来，高三请自愿。
W3 12:10 emma_clarke: Topic ideas? Last week's "worst holiday ever" was a hit.
zhou_lan: “如果学校停电一天”——周六真的要停。
  + 😂 emma_clarke xu_jingyi lin_yue
-95 emma_clarke: Great, I will bring the board games again.
-92 xu_jingyi! sticker sprout
""",
    ),
    Scene(
        key="visit",
        group="Riverside exchange visit",
        people=("emma_clarke", "xu_jingyi", "lin_yue", "wu_xiaowen", "tang_jiashu", "lu_ming", "su_rui", "zhou_lan"),
        read=0.7,
        pinned=("emma_clarke",),
        behind={"zhou_lan": 4, "wu_xiaowen": 2},
        talk="""
W1 09:15 emma_clarke: Welcome everyone. Six guests, two days. I'd like this group to be the single place for plans, so nothing gets lost in private chats.
  + 👍 xu_jingyi lin_yue lu_ming su_rui
su_rui: Budget is approved: coach, two lunches, museum tickets.
  + 🙏 emma_clarke
W1 15:50 emma_clarke! poll days5: Where do we take them on Friday morning? / City museum / Botanical garden / The old street
  = 0 xu_jingyi su_rui zhou_lan lin_yue
  = 1 wu_xiaowen
  = 2 tang_jiashu lu_ming
W2 10:02 emma_clarke: @周岚 Museum it is. Here is the programme. Please check your own line before tonight.
  # programme
  & Exchange-visit-programme.pdf
  ^ lin_yue zhou_lan
  + 👌 xu_jingyi lu_ming tang_jiashu
tang_jiashu: >programme "Bring shoes!" — they will come without shoes otherwise? 😄
  + 😂 emma_clarke xu_jingyi wu_xiaowen
emma_clarke: Sports shoes! You know what I mean.
wu_xiaowen: The lab can take eight at a time, so two rounds, please.
  * The lab can take eight at a time: two rounds of 25 minutes, please.
W2 17:31 lu_ming: Guest Wi-Fi: network `Duosheng-Guest`, the password is on the back of the badges. Valid until Saturday noon.
  ^ emma_clarke
W3 09:40 lin_yue: Could somebody watch my open lesson plan for mistakes? It's in the English office chat.
xu_jingyi: On it.
W3 18:12 emma_clarke: Helen just wrote: one guest is vegetarian, one is afraid of dogs.
zhou_lan: We have no dogs. The canteen knows about the vegetarian.
  + 👍 emma_clarke
W4 08:55 emma_clarke: Coach leaves the hotel at 8:30. @陆鸣 is the projector in the big room fixed?
lu_ming: Fixed and tested, twice.
  + 🎉 emma_clarke
W4 13:40 su_rui: Receipts to me by Friday 17:00, originals only.
-150 emma_clarke: They loved the lesson, Yue! Standing ovation from the back row (that was me).
  + ❤️ lin_yue xu_jingyi zhou_lan
  + 👏 tang_jiashu wu_xiaowen
-96 lin_yue: 😭😭 thank you all
-44 tang_jiashu: Table tennis at three. We shall be polite and lose one set.
-41 xu_jingyi: One?
-15 emma_clarke: @周岚 Daniel would like ten minutes with you about the number of places. Could you come to meeting room 2?
""",
    ),
    Scene(
        key="heunggong",
        group="香江書院來訪",
        people=("xu_jingyi", "emma_clarke", "lin_yue", "zhou_lan"),
        read=0.8,
        behind={"zhou_lan": 1},
        talk="""
W2 11:30 xu_jingyi: 香江書院陳主任來信，五月想帶二十位同學來三天。我用繁體字回覆，也請大家在這裡用繁體，方便直接轉給對方。
  + 👍 lin_yue zhou_lan
zhou_lan: 好。食宿請總務處報價，行程請外語系先擬一稿。
W3 10:25 xu_jingyi: 初稿：第一天參觀校園、書法課；第二天分組上課、籃球友誼賽；第三天博物館、座談。
  # plan
lin_yue: >plan 書法課可以請美術組的老師，墨和紙我們有。
  + 🙏 xu_jingyi
W4 11:18 emma_clarke: 我也學寫繁體字，請多多指教 🙂
  + 👏 xu_jingyi lin_yue zhou_lan
-62 xu_jingyi: 陳主任說很滿意，請我們下週確認住宿。
""",
    ),
)
