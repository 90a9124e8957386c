"""Honours of communities that public pages name. Hardly any page tells the day of the award: unknown stays unknown."""

from typing import NamedTuple


class Award(NamedTuple):
    """One honour. level: empty where the page does not tell it; awarded: the year, or empty."""

    place: str
    sources: str
    kind: str
    level: str
    title: str
    awarded: str = ""


AWARDS = (
    Award("城东街道/东园社区", "dongyuan", "civilized", "municipal", "市级文明社区"),
    Award("城东街道/东园社区", "dongyuan", "other", "", "无毒社区"),
    Award("城东街道/东园社区", "dongyuan", "other", "", "信访工作先进集体"),
    Award("城东街道/东园社区", "dongyuan", "other", "provincial", "省级群众计生工作示范社区"),
    Award("昌国街道/开源社区", "kaiyuan", "civilized", "provincial", "省级文明社区"),
    Award("昌国街道/开源社区", "kaiyuan", "green", "provincial", "省级绿色社区"),
    Award("昌国街道/开源社区", "kaiyuan", "other", "provincial", "省级示范社区"),
    Award("昌国街道/开源社区", "kaiyuan", "other", "provincial", "省级爱国卫生先进集体"),
    Award("昌国街道/开源社区", "kaiyuan", "other", "national", "全国体育先进社区"),
    Award("昌国街道/开源社区", "kaiyuan", "other", "municipal", "舟山市科普社区"),
    Award("昌国街道/开源社区", "kaiyuan", "other", "municipal", "舟山市示范家长学校"),
    Award("昌国街道/开源社区", "kaiyuan", "other", "municipal", "舟山市巾帼文明示范岗"),
    Award("昌国街道/开源社区", "kaiyuan", "other", "district", "定海区平安社区"),
    Award("城东街道/畚金社区", "shejin", "civilized", "municipal", "舟山市文明社区"),
    Award("城东街道/畚金社区", "shejin", "other", "municipal", "舟山市卫生先进单位"),
    Award("城东街道/畚金社区", "shejin", "other", "municipal", "舟山市科普社区"),
    Award("城东街道/畚金社区", "shejin", "other", "municipal", "舟山市示范家长学校"),
    Award("昌国街道/留方社区", "liufang", "other", "national", "全国城市体育先进社区"),
    Award("昌国街道/留方社区", "liufang", "civilized", "municipal", "市级文明社区"),
    Award("昌国街道/留方社区", "liufang", "other", "municipal", "市级巾帼文明岗"),
    Award("昌国街道/留方社区", "liufang", "other", "district", "区级特色文化社区"),
    Award("东港街道/中昌社区", "zhongchang", "other", "provincial", "浙江省2020年度“省级民主法治村(社区)”", "2020"),
    Award("东港街道/中昌社区", "zhongchang", "other", "provincial", "浙江省“红色根脉”强基示范村(社区)", "2023"),
    Award("城东街道/鸿毛湾社区", "hongmaowan", "other", "municipal", "市级五星级卫生社区"),
    Award("城东街道/鸿毛湾社区", "hongmaowan", "other", "municipal", "市级科普社区"),
    Award("城东街道/鸿毛湾社区", "hongmaowan", "other", "district", "区平安社区"),
    Award("城东街道/鸿毛湾社区", "hongmaowan", "civilized", "district", "定海区文明社区"),
    Award("六横镇/峧头社区", "jiaotou", "other", "provincial", "省老龄规范化社区", "2005"),
    Award("六横镇/峧头社区", "jiaotou", "civilized", "district", "区级文明社区", "2005"),
)
