"""What stands in the documents of the week (pure)."""

from collections.abc import Sequence
from typing import Final

LEAFLETS: Final[dict[str, Sequence[Sequence[str]]]] = {
    "Exchange-visit-programme.pdf": (
        (
            "# Exchange visit: programme",
            "Duosheng School and Riverside College, Bristol",
            "-",
            "# Thursday",
            "09:00   Arrival, main gate. Tea in the headmaster's office",
            "09:45   Round of the school: library, physics lab, computer rooms",
            "11:00   Open lesson: English reading, Senior 2, class 3 (Lin Yue)",
            "12:10   Lunch in the canteen (two vegetarians)",
            "13:30   Talk with the English office: pen friends, online corner",
            "15:00   Table tennis with the sports department. Bring shoes!",
            "-",
            "# Friday",
            "10:00   City museum, with eight students and two teachers",
            "12:30   Dumplings at the old street",
            "14:30   Signing of the letter of intent, meeting room 2",
            "16:00   Departure by coach",
        ),
        (
            "# Who does what",
            "-",
            "Welcome and translation    Emma Clarke, Xu Jingyi",
            "Open lesson                Lin Yue",
            "Physics lab                Wu Xiaowen",
            "Table tennis               Tang Jiashu",
            "Projector, guest Wi-Fi     Lu Ming",
            "Coach and lunch            Su Rui",
            "-",
            "Questions? Ask in the group; answers are read there by everybody.",
        ),
    ),
    "安全检查路线.pdf": (
        (
            "# Safety round: A - B - C",
            "-",
            "A1  distribution box, ground floor        [x]",
            "A3  corridor lights, third floor          [ ]",
            "B2  chemistry store, double lock          [x]",
            "B4  fire door does not close by itself    [!]",
            "C1  canteen, gas alarm                    [x]",
            "C2  canteen, extinguishers to 2027        [x]",
        ),
    ),
}
SHEETS: Final[dict[str, Sequence[Sequence[str]]]] = {
    "期末监考安排.xlsx": (
        ("日期", "场次", "考场", "科目", "监考一", "监考二"),
        ("周四", "8:30", "A101", "语文", "何川", "许静怡"),
        ("周四", "8:30", "A102", "语文", "赵启明", "林悦"),
        ("周四", "14:00", "机房2", "信息技术", "陆鸣", "吴晓雯"),
        ("周五", "8:30", "A101", "数学", "赵启明", "待定"),
        ("周五", "8:30", "体育馆1", "数学", "唐嘉树", "待定"),
        ("周五", "14:00", "A102", "英语", "Emma Clarke", "许静怡"),
    ),
    "课时津贴核对.xlsx": (
        ("项目", "课时", "标准（元）", "应发（元）", "说明"),
        ("正课", "16", "60", "960", ""),
        ("晚自习", "6", "50", "300", "上月漏计 2 节，本月补"),
        ("监考", "3", "80", "240", "按场计"),
        ("合计", "25", "", "1500", ""),
    ),
}
TABLES: Final[dict[str, Sequence[Sequence[str]]]] = {
    "选修报名.csv": (
        ("班级", "课程", "人数", "上限"),
        ("高二（3）班", "机器人入门", "18", "24"),
        ("高二（3）班", "英语戏剧", "21", "20"),
        ("高二（4）班", "古诗吟诵", "9", "30"),
        ("高二（5）班", "篮球裁判", "15", "16"),
    ),
}
TEXTS: Final[dict[str, str]] = {
    "停电通知.txt": (
        "各部门：\n\n周六 8:00 至 12:00 西校区配电改造，停电四小时。\n\n"
        "一、机房服务器由 UPS 供电，7:30 前请保存文件并退出；\n二、实验室冰箱内样品提前转移；\n"
        "三、电梯停用，行动不便的老师请联系保卫科。\n\n总务处\n"
    ),
    "release-notes.txt": (
        "Exam system 2.4\n===============\n\n+ seats can be printed by room\n+ invigilators are told by message\n"
        "* the list of rooms opens in 0.3 s instead of 4\n- removed: export to floppy disk\n"
    ),
}
PLAN: Final = (
    "消防疏散演练方案",
    "一、时间：周三 14:30，警报响起即开始，预计 20 分钟。",
    "二、路线：各班按张贴的路线图下楼，不乘电梯；东楼走东门，西楼走西门。",
    "三、集合：操场，按班列队，班主任三分钟内清点人数并报年级组长。",
    "四、分工：体育部引导，信息中心广播，校医室待命，保卫科断电断气。",
    "五、要求：不拥挤、不折返、不喊叫；实验课先关气阀。",
)
CHECKLIST: Final = "□ 座位号已贴\n□ 时钟已校准\n□ 屏蔽器已测试\n□ 备用卷袋在前台\n"
