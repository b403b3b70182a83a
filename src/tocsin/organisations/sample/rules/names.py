"""Invented names, with the weights that make a list of them look like a real directory.

The lists are our own: common surnames in falling order of frequency, characters of given names by the ear.
"""

from random import Random
from typing import Final

_SURNAMES: Final = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓韩冯曹彭曾肖田董潘袁蔡蒋余"
    "于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金贾韦夏付方邹熊白孟秦邱侯江尹薛闫段雷"
    "龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤单解仇查盖区"
)
_COMPOUND: Final = ("欧阳", "上官", "司徒", "诸葛", "慕容", "皇甫", "尉迟", "长孙")
_FEMALE: Final = (
    "静怡芳娜敏丽艳娟霞婷雪琳慧玲英佳雅欣妍诗涵梦瑶思雨晓雯倩颖洁晶莹岚薇蓉芸菲悦宁璐"
    "彤洋楠媛茜芝清秋月兰梅春红云燕萍琴珍秀素青彩凤淑巧珊"
)
_MALE: Final = (
    "伟强磊军勇杰涛超明刚平辉鹏浩宇轩博文俊凯峰志远建国海波子涵睿昊天泽楷航启嘉树川"
    "亮斌健飞松林毅诚坤龙旭东阳正华新民庆安康宏光永世豪立群瑞祥"
)
_FIRST: Final = [
    "Alice",
    "Andrew",
    "Anna",
    "Ben",
    "Claire",
    "Daniel",
    "David",
    "Ella",
    "Emily",
    "Grace",
    "Hannah",
    "Henry",
    "Jack",
    "James",
    "Jane",
    "John",
    "Julia",
    "Kate",
    "Laura",
    "Leo",
    "Lucy",
    "Maria",
    "Mark",
    "Martin",
    "Mia",
    "Nina",
    "Oliver",
    "Oscar",
    "Paul",
    "Peter",
    "Rachel",
    "Robert",
    "Rose",
    "Sam",
    "Sarah",
    "Simon",
    "Sophie",
    "Thomas",
]
_LAST: Final = [
    "Adams",
    "Baker",
    "Bennett",
    "Brooks",
    "Carter",
    "Cooper",
    "Davies",
    "Edwards",
    "Evans",
    "Foster",
    "Gray",
    "Green",
    "Harris",
    "Hill",
    "Hughes",
    "Jackson",
    "King",
    "Lewis",
    "Marsh",
    "Miller",
    "Moore",
    "Morgan",
    "Parker",
    "Price",
    "Reed",
    "Roberts",
    "Scott",
    "Shaw",
    "Stone",
    "Taylor",
    "Turner",
    "Walker",
    "Ward",
    "Wells",
    "Young",
]


def invent(random: Random) -> str:
    """Invent a person's name: three in a hundred English, one in a hundred with a compound surname."""
    kind = random.random()
    if kind < 0.03:
        return f"{random.choice(_FIRST)} {random.choice(_LAST)}"
    surname = random.choice(_COMPOUND) if kind < 0.04 else _weighted(random, _SURNAMES)
    pool = _FEMALE if random.random() < 0.56 else _MALE
    first = _weighted(random, pool)
    if random.random() < 0.22:
        return surname + first
    return surname + first + (first if random.random() < 0.03 else _weighted(random, pool))


def _weighted(random: Random, characters: str) -> str:
    """Pick a character, the first about ten times as often as the last."""
    return characters[int(len(characters) * random.random() ** 1.8)]
