"""How Han characters are read in names: pinyin without tones, every reading that is in use."""

import os
from functools import cache, lru_cache

# Readings as surnames, where the dictionary's first is another or the reading is used in names alone.
_SURNAMES = """
单 shan  仇 qiu  曾 zeng  解 xie  区 ou  查 zha  朴 piao  任 ren  盖 ge,gai  尉 wei  乐 yue,le  缪 miao  翟 zhai,di
黑 he  秘 bi  折 she  祭 zhai  召 shao  繁 po  员 yun  种 chong  重 chong  冼 xian  洗 xian  华 hua  过 guo  覃 qin,tan
宿 su  谌 chen  隗 wei,kui  阚 kan  佴 nai  逄 pang  褚 chu  葛 ge  车 che  石 shi  盛 sheng  那 na  能 nai  牟 mu,mou
曲 qu  卜 bu  都 du  应 ying  柏 bai,bo  薄 bo  贾 jia  俞 yu  谷 gu  相 xiang  省 xing  宓 mi,fu  郇 xun,huan  郗 xi,chi
乜 nie  莘 shen,xin  句 gou  勾 gou  干 gan  纪 ji  訾 zi  适 kuo  撒 sa  撖 han  哈 ha  幺 yao  要 yao  万 wan  陆 lu
强 qiang  藏 zang  降 jiang  度 du  番 pan  会 gui  亓 qi  厍 she  庹 tuo  妫 gui  璩 qu  郄 qie,xi  昝 zan  禚 zhuo
綦 qi  麴 qu  阙 que  肖 xiao  眭 sui  笪 da  逯 lu  郦 li  鄢 yan  滑 hua  行 xing  仉 zhang  瞿 qu  贲 ben  钭 tou
牛 niu  燕 yan  宁 ning  从 cong  令 ling  尹 yin  叶 ye  沈 shen  长 zhang,chang  朝 chao  晁 chao  夏 xia  石 shi
臧 zang  殷 yin  育 yu  洪 hong  邢 xing  系 xi  隽 juan,jun  俱 ju  呙 guo  阿 a  侯 hou  给 ji  炅 gui  瞿 qu  术 zhu
尉迟 yu.chi  万俟 mo.qi  长孙 zhang.sun  单于 chan.yu  澹台 tan.tai  令狐 ling.hu  濮阳 pu.yang  淳于 chun.yu
亓官 qi.guan  颛孙 zhuan.sun  乐正 yue.zheng  拓跋 tuo.ba  夹谷 jia.gu  宰父 zai.fu  谷梁 gu.liang  子车 zi.ju
鲜于 xian.yu  呼延 hu.yan  皇甫 huang.fu  宇文 yu.wen  尉犁 yu.li  赫连 he.lian  闾丘 lu.qiu  南宫 nan.gong
"""
# Characters with more than one reading alive in today's names and titles. The dictionary lists a second reading for
# a thousand common characters (明 mèng, 王 yù), nearly all archaic: indexing them doubles what is stored.
_ALIVE = """
乐 le,yue  行 xing,hang  长 chang,zhang  曾 zeng,ceng  单 shan,dan,chan  解 jie,xie  仇 chou,qiu  朝 chao,zhao
重 chong,zhong  藏 cang,zang  传 chuan,zhuan  朴 pu,piao  茜 qian,xi  莎 sha,suo  娜 na,nuo  翟 zhai,di
薄 bo,bao  校 xiao,jiao  觉 jue,jiao  盛 sheng,cheng  省 sheng,xing  弹 tan,dan  系 xi,ji  降 jiang,xiang
卡 ka,qia  奇 qi,ji  强 qiang,jiang  都 du,dou  大 da,dai  会 hui,kuai  角 jiao,jue  柏 bai,bo  车 che,ju
参 shen,can  乘 cheng,sheng  澄 cheng,deng  晟 cheng,sheng  炅 jiong,gui  伽 jia,qie,ga  颉 jie,xie
率 shuai,lv  尉 wei,yu  石 shi,dan  殷 yin,yan  种 zhong,chong  钥 yao,yue  区 qu,ou  仔 zi,zai  露 lu,lou
落 luo,la  纶 lun,guan  番 fan,pan  谷 gu,yu  秘 mi,bi  宿 su,xiu  调 diao,tiao  度 du,duo  属 shu,zhu
术 shu,zhu  藉 ji,jie  缉 ji,qi  查 cha,zha  差 cha,chai  厦 xia,sha  什 shi,shen  佛 fo,fu  盖 gai,ge
叶 ye,xie  阿 a,e  便 bian,pian  泊 bo,po  伯 bo,bai  繁 fan,po  冯 feng,ping  给 gei,ji  虹 hong,jiang
还 hai,huan  核 he,hu  吓 xia,he  巷 xiang,hang  茄 jia,qie  劲 jin,jing  隽 juan,jun  龟 gui,qiu  浚 jun,xun
咖 ka,ga  壳 ke,qiao  堡 bao,bu,pu  埔 pu,bu  绿 lv,lu  六 liu,lu  陆 lu,liu  牟 mou,mu  模 mo,mu  缪 miao,mou
屏 ping,bing  栖 qi,xi  亲 qin,qing  圈 quan,juan  若 ruo,re  塞 sai,se  色 se,shai  杉 shan,sha  识 shi,zhi
说 shuo,yue  拓 tuo,ta  万 wan,mo  蔚 wei,yu  洗 xi,xian  纤 xian,qian  削 xue,xiao  畜 chu,xu  血 xue,xie
荨 qian,xun  俞 yu,shu  员 yuan,yun  扎 zha,za  轧 ya,zha  召 zhao,shao  折 zhe,she  祭 ji,zhai  琢 zhuo,zuo
著 zhu,zhuo  柞 zuo,zha  媞 ti,shi  玟 min,wen  覃 qin,tan,xun  隗 wei,kui  宓 mi,fu  郗 xi,chi  莘 xin,shen
郇 xun,huan  贲 ben,bi  匙 chi,shi  傀 kui,gui  伺 si,ci  吁 yu,xu  椎 zhui,chui  辗 zhan,nian
"""


@cache
def surnames() -> dict[str, tuple[tuple[str, ...], ...]]:
    """Surname of one or two characters to its readings, each with one syllable a character; the usual one first."""
    words = _SURNAMES.split()
    return {
        name: tuple(tuple(reading.split(".")) for reading in readings.split(","))
        for name, readings in zip(words[::2], words[1::2], strict=True)
    }


@cache
def _alive() -> dict[str, list[str]]:
    """Characters with readings of their own: those of the table, and single surnames."""
    words = _ALIVE.split()
    table = {c: found.split(",") for c, found in zip(words[::2], words[1::2], strict=True)}
    for name, found_as in surnames().items():
        if len(name) == 1:
            usual = [r.rstrip("012345") for r in readings_with_tones(name)[:1]]
            table[name] = list(dict.fromkeys(table.get(name, usual) + [reading[0] for reading in found_as]))
    return table


@cache
def _dictionary() -> dict[int, str]:
    # The phrases of the dictionary cost 0.7 s and 50 MB to load; names are read by character.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    from pypinyin.constants import PINYIN_DICT

    return dict(PINYIN_DICT)


@lru_cache(maxsize=16384)
def readings_with_tones(character: str) -> tuple[str, ...]:
    """Readings of one folded character with the tone last (``zhang1``, ``lv3``); empty when it has none."""
    from pypinyin import Style
    from pypinyin.style import convert

    found = _dictionary().get(ord(character), "")
    return tuple(dict.fromkeys(convert(r, Style.TONE3, strict=False) for r in found.split(",") if r))


@lru_cache(maxsize=16384)
def readings(character: str) -> tuple[str, ...]:
    """Readings of one folded character without tones, the usual one first; ``ü`` as people type it: v, yu and u."""
    toneless = _alive().get(character) or [r.rstrip("012345") for r in readings_with_tones(character)[:1]]
    spellings = [reading.replace("v", u) for reading in toneless for u in ("v", "u", "yu")]
    return tuple(dict.fromkeys(spellings))


def is_read(character: str) -> bool:
    """Whether a folded character is a Han character the dictionary can read."""
    return ord(character) in _dictionary()
