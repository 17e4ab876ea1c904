"""Words that matter for finding themes, and are no theme's: see `themes`. Written here."""

from __future__ import annotations

# The thing itself: what is said of it is what the whole review says, so it is no theme.
ITSELF = {
    "en": """
product, item, thing, it, this, they, one, stuff, purchase item, unit, device, machine, gadget,
phone, cell phone, cellphone, smartphone, laptop, computer, notebook, chromebook, chrome book,
macbook, macbook pro, mac, pc, tablet, kindle, book, novel, dress, shirt, blouse, top, skirt, pant,
jean, jacket, coat, sweater, cardigan, tee, t-shirt, romper, jumpsuit, car, restaurant, resturant,
place to eat, establishment, camera body, shampoo, kettle, blender, vacuum cleaner, vacuum,
headset, echo, toaster, lot, experience, dining experience, everything, anything, overall, set,
netbook, ultrabook, machine itself, c302, asus chromebook, samsung chromebook, hotel stay
""",
    "zh": """
产品 东西 商品 宝贝 手机 电脑 笔记本 相机机身 车 车子 汽车 衣服 裙子 裤子 书 这本书 本书 平板 洗发水
机器 本本 本子 整体 总体 这款 餐厅 饭店 店 感觉 热水器 货 机子 单反 洗护 整车 用品 上衣 外套 洗发露
""",
}

# Heads that say less than what stands before them: in "screen quality" the screen counts.
WEAK = {
    "en": """
quality, performance, experience, issue, problem, time, life, level, function, feature, part,
system, thing, aspect, situation, option, department, area, style, type, kind, condition, work,
result, effect, value, standard, plate, slice, choice, selection, setting, rate, factor, unit,
piece, look, feel, design, size, color, colour, use, speed, set
""",
    "zh": """
质量 效果 问题 方面 感觉 程度 体验 性能 情况 感 品质 功能 设计 能力 表现 水平 部分 系统 状况
速度 数量 颜色 大小 材质 手感 样式 面积 布局 参数 技术 图标 精度 准确性 结构 色泽 优化 持久
清淡 浓郁 清新 高端 高档 精致 简约 可爱 缓解 有效 简单 好看 漂亮 明显
""",
}
