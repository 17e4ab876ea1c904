"""The shipped themes and the words that belong to them, English and Chinese, written here.

One theme a row: key | English name | Chinese name | English terms | Chinese terms. English terms
are separated by commas and stand in the singular, Chinese ones by spaces. Longer terms go first
wherever both fit, so "sound quality" needs no care for "quality". How terms are found is in
`themes`.
"""

from __future__ import annotations

# What is said of all goods, and of buying them.
GENERAL = """
price | Price and value | 价格 性价比
price, cost, price tag, price point, price range, pricing, value, value for money, value for the money, money, bang for the buck, deal, bargain, discount, sale price, offer, promotion, coupon, fee, charge for, tip, bill, budget, savings, cheap, expensive, price/performance, price performance, price to quality ratio, affordability, prix fixe, postage cost, shipping cost, delivery fee
价格 价钱 价位 售价 定价 性价比 优惠 便宜 划算 实惠 活动 618 双十一 双11 满减 折扣 优惠券 红包 促销 降价 涨价 保价 差价 物美价廉 一分钱一分货 物超所值 物有所值 贵 成本 运费 配送费 使用成本 经济性 价实 价廉 费用 收费 押金 买一送一 超值 值得购买 消费
quality | Quality | 质量 品质
quality, quality control, standard, craft quality, product quality, overall quality, grade
质量 品质 品控 高品质 质量品质 产品质量
workmanship | Workmanship and build quality | 做工 工艺
workmanship, build, build quality, construction, craftsmanship, finish, assembly quality, seam, seal of the seam, stitching, stitch, thread, loose thread, edge, glue, paint, paint job, detail, detailing, polish, coating, built, joint, weld, screw, nail, bolt, plating, print on it, engraving, embroidery
做工 工艺 细节 走线 线头 缝线 针脚 车线 接缝 边角 毛边 边缘 漆面 涂层 品相 精细度 手工 螺丝 焊点 刻字 绣花 刺绣 胶水 开胶 脱线 瑕疵
durability | Durability | 耐用
durability, longevity, lifespan, life span, life expectancy, wear, wear and tear, reliability, dependability, sturdiness, solidity, strength, toughness, robustness, resistance, hold up, scratch resistance, rust, crack, breakage, service life
耐用 耐用性 寿命 使用寿命 可靠性 坚固 结实 结实程度 耐磨 耐磨性 强度 牢固 牢固度 抗摔 耐摔 生锈 掉漆 断裂 开裂 变形
design | Design and looks | 设计 外观 颜值
design, look, looks, appearance, style, styling, aesthetic, aesthetics, shape, form, form factor, body, exterior design, pattern, print pattern, beauty, elegance, silhouette, model design, chassis, casing, housing, frame, shell, cover design, theme, motif, logo, layout
设计 外观 外形 外型 造型 颜值 高颜值 样式 款式 风格 样子 外表 模样 形状 图案 花纹 印花 花色 线条 外观设计 外形设计 好看 漂亮 时尚 大气 上档次 高大上 机身 边框 外壳 车身 前脸 腰线 尾灯 后盖 背面 档次 美观 颜值高 高级
color | Color / colour | 颜色 色彩
color, colour, color accuracy, shade, hue, tint, tone, dye, colorway, colourway, color option, colour option, paint color, pigment, black, white, red, blue, fading, color fade
颜色 色彩 色差 配色 成色 色调 色温 褪色 掉色 染色效果 显色 深浅 白色 黑色 红色 蓝色
size | Size and dimensions | 尺寸 大小
size, dimension, dimensions, height, width, depth, thickness, diameter, bulk, bulkiness, footprint, compactness, screen real estate, slimness, profile, proportion
尺寸 大小 体积 厚度 高度 宽度 长宽 规格 个头 直径 深度 粗细 体形 体型
weight | Weight | 重量
weight, heaviness, lightness, light weight, heft
重量 份量感 机身重量 轻重 轻便 轻薄 重 轻盈 克重 自重
material | Material | 材质
material, plastic, metal, wood, glass, steel, stainless steel, aluminum, aluminium, leather, rubber, silicone, ceramic, bamboo, marble, cardboard, foam, mesh, fibre, fiber, raw material, aluminum body, wood grain, veneer, faux leather, suede, coating material, paper
材质 材料 用料 材质感 质地 塑料 金属 木头 木材 实木 玻璃 不锈钢 皮质 皮革 真皮 硅胶 橡胶 陶瓷 板材 质感 塑料感 塑料味材质 钢材 皮 毛
comfort | Comfort | 舒适
comfort, comfort level, ergonomics, cushioning, padding, cushion, support of the back, back support, wearing comfort, softness, feel, feel on the skin, touch, hand feel, seat comfort, seat, seats, saddle, headrest, armrest, lumbar support, comfortable
舒适 舒适性 舒适度 舒服 手感 触感 柔软 柔软度 软硬 软硬度 坐垫 座椅 座位 靠背 腰靠 佩戴 佩戴感 握感 握持感 握持 体感 很舒服 贴肤 头枕 扶手 弹性 回弹 坐感 脚感
ease_of_use | Ease of use | 使用 方便
ease of use, use, usability, usage, easy to use, convenience, user friendliness, handling of it, operation, learning curve, simplicity, practicality, utility, usefulness, user experience, function, functionality, feature, features, feature set, mode, setting, settings, option, tool, works, work
使用 易用性 好用 很好用 操作 方便 便利 便捷 便利性 实用性 实用 功能 操控 操作性 用起来 用着 体验 使用体验 可玩性 手动功能 模式 设置 菜单设计 傻瓜 上手 难用 操作简单 档位
instructions | Instructions and manual | 说明书
instruction, instructions, manual, user manual, user guide, guide, direction, documentation, tutorial, quick start guide, diagram, handbook, recipe book, label, labeling, labelling, pattern sheet
说明书 说明 使用说明 教程 指南 标签 图纸 说明文字 配料表 标识 中文说明
setup | Setup and installation | 安装
setup, set up, installation, install, assembly, assembling, mounting, mount, fitting of it, screw hole, configuration, getting started, drilling, self assembly, installer, fitter, bracket
安装 组装 装配 调试 安装师傅 安装费 安装服务 师傅 配置过程 支架 装机 激活 上门安装 预装
packaging | Packaging | 包装
packaging, packing, package, box, wrapping, wrap, bubble wrap, gift box, gift wrap, carton, container, bottle, jar, tin, tube, pouch, bag it came in, presentation, can, cap, wrapper, sachet
包装 包装盒 盒子 箱子 礼盒 纸箱 瓶子 罐子 袋子 瓶身 外包装 内包装 包装袋 包装箱 封口 密封 密封性 气泡膜 泡沫箱 冰袋 礼品袋 瓶盖 泵头 贴纸 打包 破损
delivery | Delivery and shipping | 物流 快递
delivery, shipping, shipment, shipping time, shipping speed, delivery time, delivery speed, courier, postage, dispatch, arrival, postman, driver who delivered, delivery driver, delivery guy, delivery man, delivery boy, delivery person, parcel, transit, order, order processing, shipped, tracking, carrier, takeout, take out, takeaway, delivery service, rider
物流 快递 发货 配送 送货 送餐 物流速度 发货速度 快递员 快递小哥 骑手 外卖员 送货员 送货速度 送达 到货 速度快 物流很快 出餐 运输 包邮 配送员 配送服务 快递服务 物流服务 顺丰 京东物流 预售 外卖小哥 送餐速度 收货 时效 送货上门 小哥 取件
service | Customer service and staff | 服务 客服
customer service, customer support, support, service, customer care, staff, employee, salesperson, salesman, sales staff, seller, shop assistant, vendor, merchant, representative, rep, helpline, hotline, tech support, technical support, help desk, live chat, chat support, shop, store, retailer, management, manager, owner, waiter, waitress, server, waitstaff, wait staff, host, hostess, bartender, waitperson, busboy, maitre d, maitre - d, attitude, hospitality, service staff, crew, receptionist, reception, front desk, concierge, cashier, doorman, sommelier, personnel, communication, response, greeting, company
服务 客服 服务态度 态度 商家 卖家 店家 老板 老板娘 店员 服务员 前台 导购 售前 客服态度 店铺 商城 厂家 管家 导游 收银 阿姨 经理 工作人员 回复 沟通 服务周到 欺骗消费者 京东客服 服务质量 店主 保安 技师 销售 司机 保洁
aftersales | After-sales, warranty and returns | 售后 退换
warranty, warrenty, guarantee, extended warranty, return, return policy, return process, refund, refund process, exchange, replacement, repair, repair service, repair center, repair depot, repair shop, service center, service centre, after sales service, after-sales, aftersales, after-sales service, rma, technician, claim, complaint, compensation, spare part, replacement part, maintenance
售后 售后服务 保修 质保 退货 换货 退款 退换 退换货 维修 返修 客诉 赔偿 三包 发票 维修点 保养 理赔 投诉 运费险 配件更换 退换货服务
authenticity | Genuine product | 正品
authenticity, genuineness, genuine product, original, counterfeit, fake, knockoff, imitation, real one
正品 假货 真假 是正品 真品 假的 正版 盗版 防伪 防伪码 货真 高仿 山寨 正品保证 行货 水货
as_described | As described and pictured | 与描述相符
description, product description, picture on the site, photo on the site, listing, product listing, as described, advertised, advertisement, advertising, ad, claim on the box, wrong item, quantity sent, missing part, missing piece, piece count
描述 描述相符 实物 图片 宣传 广告 详情页 与描述 页面 少发 漏发 发错 货不对板 效果图 照片差别
accessories | Accessories and extras | 配件 赠品
accessory, accessories, attachment, adapter, adaptor, extra, extras, free gift, gift, bonus, included item, case, carrying case, protective case, bundle, pouch included, stand, holder, dock, docking station, battery included, tip included, sample, earbud tip, screen protector, spare
配件 赠品 附件 小样 礼品 赠送 赠 送 随机附件 保护套 套头 附赠 套装 充电宝 贴膜 保护壳 原装配件 收纳袋 小礼物
brand | Brand | 品牌
brand, brand name, manufacturer, maker, reputation, name brand, company name, apple, samsung, asus, acer, lenovo, sony, dell, hp, toshiba
品牌 大品牌 牌子 大牌子 老牌子 口碑 名牌 国货 欧莱雅 卡诗 值得信赖 大牌 品牌值得信赖 信赖
repurchase | Buying again and recommending | 回购 推荐
repurchase, recommendation, buying again, next purchase, second purchase, purchase, buy
回购 推荐 推荐购买 再买 复购 还会再来 一直用 一直都用 一直在用 多次购买 第二次购买 第二次买 会再买 囤货 不建议买 值得推荐 再次购买 不会回购
safety | Safety | 安全
safety, security, safety feature, child safety, lock, safety lock, fire hazard, electric shock, airbag, alarm, danger, burn risk, sharp edge, fingerprint reader, fingerprint sensor, face recognition, privacy, password, child lock
安全 安全性 安全性能 童锁 气囊 安全气囊 防护 漏电 隐私 指纹 指纹识别 人脸识别 防盗 儿童锁 报警 安全感 锁
noise | Noise | 噪音
noise, noise level, loudness, fan noise, motor noise, engine noise, road noise, wind noise, hum, buzz, rattle, squeak, quietness, vibration, sound insulation, soundproofing, buzzing, clicking noise, beep
噪音 静音 噪声 声音大 隔音 异响 噪音大 嗡嗡声 震动 振动 风噪 胎噪 发动机噪音 隔音效果 发动机声音 静音效果 吵 隔音性 抖动
cleaning | Cleaning and care | 清洗 打理
cleaning, clean up, cleanup, washing, wash, washability, care, upkeep, dishwasher, dishwasher safe, maintenance cleaning, ironing, wrinkle, stain, stain resistance, dust, lint, pilling, shrinkage, shrinking, after washing, machine wash, drying, laundry
清洗 打理 易清洗 好清洗 清洁方便 洗涤 水洗 机洗 起球 缩水 掉毛 粘毛 静电 易皱 皱 褶皱 褪色洗 好打理 拆洗 污渍 去污 烘干 脱水 晾晒 起皱 洗后
portability | Portability | 便携
portability, carrying, carry, travel size, mobility, travel use, foldability, folding, fold, storage size, transport of it
便携 便携性 方便携带 携带 收纳 折叠 易携带 携带方便 随身 外出 好收纳
waterproof | Water resistance | 防水
water resistance, waterproofing, waterproof, water proofing, splash proof, water repellency, rain, rain protection, leak, leakage, leaking, drip, water tightness, dust proof
防水 防水性 漏水 防泼水 防雨 漏 渗水 防潮 不漏 漏油 滴水 漏液 防尘 不漏水
eco | Environment and skin safety | 环保
eco friendliness, environment friendly, sustainability, chemical, harmless material, recycling, energy efficiency, energy consumption, power consumption, energy use, electricity use, formaldehyde
环保 节能 省电 甲醛 耗电量 耗电 功耗 能耗 电耗 费电 省水 电费 环保性
smell | Smell and scent | 气味 味道 香味
smell, scent, fragrance, odor, odour, aroma, stink, perfume, chemical smell, plastic smell
气味 香味 味 好闻 香 异味 香气 清香 花香 淡香 味道很好闻 味道好闻 香香 留香 持久留香 香氛 刺鼻 塑料味 味道清香 味道很香 胶味 臭味 皮味 闻起来 香型 香味持久 味道刺鼻 味道不刺鼻
capacity | Capacity and space | 容量 空间
capacity, space, room inside, storage compartment, compartment, volume of it, interior space, legroom, leg room, head room, headroom, trunk, trunk space, boot space, cargo space, cargo, pocket space, card slot, interior compartment, shelf, drawer, back seat, rear seat, roominess, bag space, water tank, tank size, basket, bin
容量 空间 内部空间 后排空间 腿部空间 头部空间 车内空间 后备箱 储物 容积 储物空间 后排 水箱 抽屉 夹层 隔层 大容量 收纳空间 装载 乘坐空间 置物
"""

# Devices and machines.
DEVICES = """
battery | Battery life | 电池 续航
battery, battery life, battery power, battery performance, battery duration, battery capacity, batteries, standby, standby time, run time, runtime, battery run time, battery indicator, life of the battery
电池 续航 待机 待机时间 续航能力 电池续航能力 电池待机时间 电池使用时间 电量 电池寿命 电力 电池容量 续航里程 电池性能 续航时间 掉电 电量显示
charging | Charging and power supply | 充电
charging, charge, charger, charging speed, charging time, charging port, charging case, charging cable, power supply, power cord, power adapter, power plug, plug, cord, cable, usb cable, wire, outlet, socket, power brick, wireless charging, power button, power switch, fast charging
充电 充电器 充电速度 充电口 充电线 快充 电源 电源线 插头 插座 数据线 电线 适配器 充电时间 无线充电 充电仓 电源适配器 电源键 线 线材 充电盒 插口 充电接口
screen | Screen and display | 屏幕 显示
screen, display, touch screen, touchscreen, monitor, panel, lcd, oled, resolution, screen resolution, screen size, brightness, contrast, viewing angle, glare, screen quality, retina display, pixel, backlight, refresh rate, led display, display quality, dead pixel, digital display, screen clarity, bezels, frame rate
屏幕 显示 显示屏 显示效果 液晶屏 触屏 触摸屏 触控 分辨率 亮度 对比度 屏 可视角度 背光 像素 屏幕显示 屏幕颜色 漏光 坏点 刷新率 大屏 屏显 屏幕效果 屏幕分辨率 视觉效果 翻转屏 屏幕尺寸 屏幕色彩
sound | Sound quality | 音质 声音
sound, sound quality, audio, audio quality, speaker, bass, treble, volume, sound system, music, headphone, earphone, earbud, subwoofer, tone quality, soundstage, sound output, sound card, audio output, speaker quality, noise cancellation, noise canceling, noise cancelling, anc, ringtone, ring tone, audio jack, stereo, loudspeaker, midrange
音质 声音 音响 音效 铃声 音量 外放 低音 高音 喇叭 扬声器 音响效果 音质效果 声音效果 音色 耳机 耳塞 音乐 人声 降噪 铃声音量 铃声效果 降噪效果 重低音 音箱 快门声音 闹钟 立体声 杂音 音频 闹铃
calls | Calls and microphone | 通话 麦克风
call, call quality, microphone, mic, phone call, voice, voice quality, reception of calls, earpiece, voice call, voice recognition, voice control, voice command, voice assistant, recording, voice recording
通话 通话质量 麦克风 听筒 话筒 通话声音 收音 录音 通话效果 通话音质 听筒声音 语音 语音识别 语音助手 录音功能 录音效果 语音控制
camera | Camera and photos | 拍照 相机
camera, photo, photo quality, camera quality, picture taken, webcam, selfie, front camera, rear camera, lens, zoom, flash, night mode, video recording, shutter, night shot, image stabilization, image stabilisation, sensor, viewfinder, iso, depth of field, portrait mode, snapshot, macro
拍照 相机 摄像头 照相 拍照效果 镜头 成像 成像质量 照片 闪光灯 像素高 夜景 拍摄 摄像 快门 取景器 广角 变焦 白平衡 测光 噪点 噪点控制 锐度 高感 连拍 成像效果 拍照功能 取景 微距 虚化 曝光 感光度 光圈 宽容度 防抖 快门速度 录像 摄影 快门时滞 紫边 出片 拍摄功能 自拍 像质 控噪能力
focus | Focus | 对焦
focus, autofocus, auto focus, focusing, focus speed, focusing speed
对焦 对焦速度 自动对焦 对焦点 跑焦 对焦系统 追焦 对焦成功率
picture | Picture quality | 画质 画面
picture, picture quality, image, image quality, video quality, video, clarity, sharpness, picture clarity, graphics quality, hd quality, print quality of photos, color reproduction, colour reproduction, definition, visuals
画质 画面 清晰度 图像 色彩还原 色彩还原度 视频 图像质量 画面质感 层次感 颗粒感 还原性 图象 影像 清晰 画面效果 视频效果 图像细节 解析力 视频质量
performance | Performance and speed | 性能 速度
performance, speed, processor, cpu, processing power, response time, responsiveness, lag, boot time, boot up, startup, start up, startup time, boot, multitasking, processing speed, ram speed, benchmark, cpu speed, loading time, load time, run, hardware, spec, specs, specification, configuration spec, chip, motherboard, mother board, component, efficiency, freezing, crash, crashing, slowness, processing, latency, ms delay, gpu, graphics card, video card, graphics, gaming, gaming performance, game performance
性能 速度 运行 运行速度 反应速度 反应 处理器 开机速度 开机 流畅度 启动速度 配置 硬件 硬件配置 响应 卡顿 死机 流畅 启动 显卡 跑分 处理速度 游戏性能 主板 芯片 响应速度 稳定性 效率 玩游戏 存储速度 运算速度 加载 卡 反应灵敏 灵敏度 延迟
software | Software and apps | 软件 系统
software, app, application, operating system, os, program, system software, firmware, update, windows, windows 7, windows 8, windows 10, vista, mac os, os x, chrome os, chromeos, android, ios, linux, driver, bios, bloatware, interface software, phone app, companion app, browser, game, games, office, system, garageband, iphoto, itunes, iwork, imovie, ilife, photoshop, word, keynote, plug in, download, virus, web browsing, navigation system, gps, navigation, map
软件 系统 应用 操作系统 固件 更新 驱动 程序 游戏 导航 地图 系统流畅 app 安卓 桌面 车机 预装软件 升级 软件更新 广告弹窗 上网 浏览器 智能 智能化 翻译软件 输入法
interface | Interface and controls | 界面 操控
interface, user interface, ui, menu system, control, controls, control panel, button, dial, knob, switch, remote, remote control, touch control, menu navigation, touch controls, key layout, navigate, layout of buttons, joystick, timer, display menu, settings menu, stylus, pen
界面 按键 按钮 旋钮 遥控器 遥控 操作界面 软件界面 快捷键 人机界面 介面 按键手感 开关 按键布局 控制 面板 触摸 键位 定时 触控笔 操控面板 拨杆 手写笔 按键设计 转轴
keyboard | Keyboard and touchpad | 键盘 触摸板
keyboard, key, key board, touchpad, touch pad, trackpad, track pad, mouse, mouse pad, mousepad, keystroke, typing, backlit keyboard, backlit key, space bar, key travel, number pad, cursor, external mouse, function key, delete key, keypad, scroll
键盘 触摸板 键程 键盘手感 鼠标 键帽 打字 触控板 键盘布局 全键盘 背光键盘 滚轮 数字键 光标
storage | Storage and memory | 内存 存储
storage, memory, ram, hard drive, hard disk, ssd, hdd, disk space, memory card, hard drive space, drive, sd card, internal storage, flash drive, storage space, gigabyte
内存 硬盘 存储 内存卡 固态 固态硬盘 存储空间 运存 机身内存 储存 存盘速度 扩展性 存储卡
connectivity | Connection and ports | 连接 接口 信号
connection, connectivity, wifi, wi-fi, wireless, bluetooth, signal, reception signal, internet, network, port, usb port, usb, hdmi, hdmi port, pairing, range, signal strength, ethernet, headphone jack, jack, connector, internet connection, wifi connection, bluetooth connection, compatibility, sync, syncing, internet speed, sim card, coverage, antenna, card reader, optical drive, dvd drive, cd drive, disc drive, dvd burner, hotspot
连接 接口 信号 网络 蓝牙 wifi 无线 兼容性 上网速度 联网 接头 配对 信号强度 传输速度 网速 断连 蓝牙连接 usb 耳机孔 兼容 插孔 无线网 光驱 卡槽 光驱 触点 流量
heat | Heat and cooling of the device | 发热 散热
heat, overheating, cooling fan, fan, fans, heat dissipation, heat build up, heating up, ventilation, cooling system, running temperature, heat sink, vent, warmth of the device
发热 散热 发热量 风扇 烫 机身发热 散热性能 发烫 散热口 过热 散热效果 热量
motor | Power and motor | 动力 功率
power, motor, suction, suction power, engine, horsepower, acceleration, torque, engine power, wattage, strength of the motor, pump, turbo, transmission, gearbox, gear, gear shift, clutch, cleaning power, blade, blades, cutting, pressure, spin, compressor, throttle
动力 功率 吸力 发动机 马力 加速 扭矩 提速 电机 动力性能 变速箱 动力性 水压 风力 劲 动力输出 油门 排量 引擎 压力 刀头 刀片 马达 换挡 起步 力度 压缩机 转速 爬坡 吸尘
heating | Heating and temperature | 加热 温控
temperature, heating, heating element, heating time, heat setting, temperature control, heat retention, insulation, insulating, hot water, boiling, warm up, warm up time, thermostat, steam, preheat, preheating, oven temperature, keeping warm
加热 温度 保温 热水 温控 水温 蒸汽 加热速度 控温 保温效果 出水 恒温 升温 隔热 预热 内胆 烧水 保冷 加热效果
cooling | Air conditioning and refrigeration | 制冷
air conditioning, air conditioner, air con, a/c, ac, cooling, freezer, fridge, refrigeration, airflow, air flow, ice maker
制冷 空调 冷藏 冷冻 制冷效果 冷气 通风 出风 风量 保鲜 制热 冷暖
filter | Filter and air quality | 过滤
filter, filtration, water filter, air filter, purification, air quality, hepa filter
过滤 滤芯 净化 过滤网 净化效果 滤网 除味 除尘 净水
light | Lights and lighting | 灯光 光线
light, lights, lighting, lamp, led, bulb, headlight, light quality, dimming, dimmer, flashlight, backlighting, nightlight, glow
灯光 灯 大灯 光线 照明 灯泡 亮灯 灯带 光照 车灯 护眼 调光 光源 氛围灯
cleaning_result | Cleaning results | 清洁力
cleaning performance, cleaning result, cleaning ability, dirt removal, pick up, stain removal, brush, mop, lather cleaning, cleaning effect
清洁力 清洁 去油 去污力 洗干净 清洁效果 深层清洁 洗得干净 拖地 洁净 刷头 刷毛 清洁能力 吸尘效果
printing | Print, pages and binding | 印刷 纸张
print, printing, print quality, ink, font, page, binding, cover, book cover, paper quality, typeface, letter, text, text size, typo, illustration, hardcover, paperback, printer, cartridge, toner, photo print, dust jacket, proofreading, spine
印刷 纸张 纸 字体 封面 装订 字 字迹 油墨 排版 纸质 印刷质量 插图 墨水 笔芯 打印 书皮 文字 出墨 彩页 字号 打印速度 错别字 开本
"""

# What is worn, used on body and hair, and kept at home.
WEAR_AND_HOME = """
fit | Fit | 合身 版型
fit, fitting, fit of the waist, fits, bust, chest, shoulder, waist, hip, thigh, arm hole, armhole, neckline, neck, collar, crotch, rise, torso, calf, ankle, toe box, arch, heel fit, cut, drape, flattering fit, snugness, looseness, stretch fit, body shape, cuff, cup, band
合身 版型 上身效果 肩宽 腰围 胸围 领口 腰 修身 显瘦 上身 裤型 剪裁 肩膀 胯 腰身 包裹性 裤腰 裆 袖口 合脚 宽松 穿着效果 裤脚 松紧
sizing | Sizing | 尺码
sizing, size chart, true to size, size guide, runs small, runs large, size up, size down, clothing size, shoe size, size selection
尺码 码数 码 偏大 偏小 尺码表 尺寸标准 大码 小码 尺码标准 号码 偏码 鞋码
length | Length and sleeves | 长度 袖长
length, sleeve, sleeves, hem, hemline, inseam, sleeve length, leg length, skirt length, dress length, pant leg
长度 袖长 裤长 衣长 袖子 裙长 长短 下摆 裙摆
fabric | Fabric and lining | 面料
fabric, cloth, cotton, wool, linen, silk, polyester, lace, denim, lining, fabric quality, knit, textile, cashmere, fleece, velvet, satin, yarn, weave, elastic, elasticity, stretch, thread count, sheerness, transparency, see through, thinness of fabric, material quality, down filling, filling, stuffing, sheet, bedding
面料 布料 料子 棉 纯棉 里衬 内衬 衣料 羊毛 布 填充物 绒 材料薄 蕾丝 羽绒 充绒量 棉质 弹力 面料舒服 透光 厚薄 填充 织物 丝滑感
warmth | Warmth | 保暖
warmth, insulation of the coat, thermal, coziness, warm, heat of the coat, keeping you warm, thickness of the coat
保暖 保暖性 暖和 保暖效果 厚实 御寒 保暖程度 加绒 暖
breathability | Breathability | 透气
breathability, breathable, ventilation of the fabric, airiness, sweat, moisture wicking, sweating, sweat wicking
透气 透气性 吸汗 闷热 排汗 闷 不透气 吸湿 凉爽 清凉
fastening | Zip, buttons and fastenings | 拉链 纽扣
zip, zipper, button closure, buckle, velcro, snap, clasp, hook, fastener, drawstring, clip, closure, magnet, belt, lace up, shoelace, latch, catch, hinge, hinges, strap closure
拉链 纽扣 扣子 卡扣 扣 魔术贴 腰带 挂钩 搭扣 鞋带 皮带扣 磁吸 绑带 按扣 锁扣 带子 暗扣 合页 系带
straps | Straps and handles | 带子 把手
strap, straps, handle, handles, grip, shoulder strap, band strap, wrist strap, chain, carry handle, watch band, harness, leash, grip handle, handlebar, bracelet
肩带 手柄 背带 表带 把手 提手 手提 腕带 表链 握把 手把 带 链条 车把
pockets | Pockets | 口袋
pocket, pockets, inner pocket, side pocket, pouch pocket, card holder, zip pocket
口袋 兜 内袋 侧袋 裤兜 侧兜 外袋
shoes | Soles and shoes | 鞋底
sole, insole, heel, tread, traction, shoe, outsole, arch support, grip of the sole, slip resistance, tongue, toe
鞋底 鞋垫 鞋面 防滑 鞋跟 鞋子 鞋 防滑性 鞋型 鞋帮 抓地力
skin | Skin feel and effect on skin | 肤感 滋润
skin feel, skin, moisture, moisturizing, moisturising, hydration, absorption, greasiness, oiliness, irritation, rash, allergy, burning, skin reaction, coverage of the skin, makeup, texture of the cream, cream, lotion, spf, sunscreen, stickiness, pore, wrinkles on skin, breakout, formula
肤感 滋润 保湿 吸收 补水 油腻 不油腻 不粘腻 滋润度 刺激 过敏 温和 皮肤 粘手 不粘手 好吸收 质感也很好 水润 粉质 遮瑕 上妆 膏体 瞬间吸收 卡粉 防晒 痘痘 美白 清爽 敏感肌 妆效 服帖 控油妆 滋养 清清爽爽 不刺激 水分 润
hair | Hair: smoothness and shine | 头发 柔顺
hair, shine, hair softness, frizz, hair feel, smoothness, silkiness, hair loss, hair growth, volume of hair, curl, tangle, tangling, detangling, conditioner, split end, scalp, scalp feel, dandruff, itch, itchiness, oil control
头发 柔顺 顺滑 蓬松 光泽 有光泽 控油 去屑 头屑 头皮屑 止痒 痒 毛躁 打结 发质 滑滑的 亮泽 干燥 不痒 防脱 头皮 头皮痒 掉发 很顺 控油效果 柔顺效果 头发柔顺 头发顺滑 发痒 脱发 掉头发 丝滑 不油 固发 修护 头发受损 滑 顺 飘逸
foam | Foam and rinsing | 泡沫
lather, foam of it, suds, rinse, rinsing, foaming
泡沫 泡沫丰富 易冲洗 冲洗 好冲洗 起泡 泡泡 泡沫数量 泡沫细腻 出泡
dye | Dyeing and color hold | 染发 固色
hair dye, color hold, dyeing, staining power, color lasting, lipstick color, colour payoff, color payoff, pigmentation
染发 固色 上色 染后 上色效果 染色 护色 持色 显白
effect | Effect and results | 效果
effect, result, effectiveness, outcome, improvement, treatment effect, difference, benefit, relief, efficacy
效果 有效 疗效 功效 效果好 见效 改善 作用 营养 整体效果 没效果 效果明显
stability | Stability and support | 稳定 承重
stability, balance, wobble, leg, legs, base, load capacity, weight capacity, foot, feet, steadiness, suction cup, tripod, rack, tip over, non slip base
承重 底座 稳固 平稳 支撑 支撑力 晃动 稳 稳当 摇晃 床架 支撑性 脚架 桌腿
wheels | Wheels and rolling | 轮子
wheel, wheels, caster, castor, tire, tyre, rolling, pedal, axle, brake pad
轮子 轮毂 轮胎 万向轮 滑轮 脚踏 滚动
lid | Lid, spout and seal | 盖子
lid, spout, seal, cap of it, straw, mouthpiece, nozzle, pour, pouring, gasket, stopper, cork, dispenser, tap, faucet, shower head, valve, hose
盖子 密封圈 杯盖 吸管 喷头 瓶口 壶嘴 龙头 花洒 喷嘴 杯口 阀门 水管 杯子
sleep | Mattress and sleep | 睡感 床垫
mattress, bed, pillow, sleep, sleep quality, comforter, duvet, blanket, bed frame, pillow height, box spring
床 床垫 枕头 被子 睡眠 睡感 睡觉 床单 床品 弹簧 睡
furniture | Furniture parts | 家具部件
chair, desk, sofa, couch, door, cabinet, wardrobe, tabletop, table top, board, drawer slide, screws and fittings, panel board, hardware fittings
桌子 椅子 沙发 柜子 门 柜门 桌面板 板子 滑轨 门板
child | For children and pets | 孩子 宠物
child, kid, baby, toddler, infant, toy, pet, dog, cat, puppy, kitten, play value, educational value, age suitability
孩子 宝宝 小孩 儿童 玩具 宠物 狗狗 猫咪 猫 狗 娃 适口性 便便 猫粮 狗粮 粮 小朋友 喂食
"""

# Eating, travelling, driving, reading.
OUTSIDE = """
taste | Taste and flavour / flavor | 口味 味道
taste, flavor, flavour, sweetness, saltiness, spice, spiciness, seasoning, aftertaste, bitterness, sauce, richness, spices, sourness, tastiness
口味 味道 甜度 口感 好吃 咸 甜 辣 调味 辣度 酱 酱料 味道不错 味道好 咸淡 酸 难吃 汤底 酱汁 奶味 苦味 回甘 油盐 果香
food | Food and dishes | 食物 菜品
food, dish, meal, cuisine, entree, appetizer, dessert, main course, salad, pizza, sushi, chicken, beef, fish, pasta, noodle, rice, bread, burger, soup, steak, seafood, sandwich, cheese, lunch, dinner, brunch, breakfast, buffet, bagel, dim sum, dumpling, fries, egg, meat, vegetable, cake, roll, snack, chocolate, cooking, food quality, quality of food, quality of the food, side dish, special, specials, main, topping, crust, pie, shrimp, lobster, salmon, tuna, pork, lamb, duck, bacon, ice cream, curry, tapas, sashimi, crab, toast, oyster, mussel, cookie, crisp, hot dog, taco, rib, filet, chef, kitchen, eats, cook, side, fare, antipasti, calamari, pad thai, scallop, ravioli, dosa, spread, potato, bean, mushroom, garlic, lettuce, tofu, congee, pancake, sausage, omelette, onion, dining, foie gras, bun, bruschetta, pastry, chowder
食物 菜品 菜 饭菜 菜式 早餐 米饭 肉 汤 饭 面 牛排 三文鱼 牛肉 鸡肉 蛋糕 包子 鸡翅 饺子 馄饨 披萨 面包 小菜 凉皮 鸡腿 青菜 土豆 虾饺 虾仁 鸡蛋 锅包肉 毛肚 鸡排 米线 面条 甜品 水果 晚餐 午餐 下午茶 套餐 主食 烤鸭 寿司 汉堡 薯条 点心 餐 豆腐 酸奶 零食 坚果 螃蟹 鱼 海鲜 火锅 烧烤 排骨 蔬菜 粥 沙拉 料理 饼干 巧克力 鸭 羊肉 猪肉 外卖 鲜奶
drinks | Drinks | 饮料
drink, wine, beer, coffee, tea, cocktail, juice, sake, beverage, martini, sangria, wine list, wine selection, glass of wine, bottle of wine, milk, bar, water, margarita, champagne, drink menu, smoothie, milk tea, mojito, espresso, vodka, whiskey, liquor
饮料 酒 咖啡 茶 奶茶 牛奶 果汁 酒水 饮品 红酒 啤酒 豆浆 茶叶 白酒 饮用水 柠檬茶 拿铁
freshness | Freshness and shelf life | 新鲜 保质期
freshness, shelf life, expiry date, expiration date, ripeness, rot, best before date, mold, mould, fresh, staleness
新鲜 保质期 生产日期 新鲜度 日期 过期 发霉 坏果 新鲜程度 变质 果肉 水分足 熟度 烂果
portion | Portions and quantity | 分量
portion, portion size, serving, serving size, quantity, amount, helping, plate size, portions, count, refill, piece
分量 份量 量 数量 量大 菜量 斤两 肉量 个数 重量不足 克数 足量 缺斤短两 份数
ingredients | Ingredients and nutrition | 配料 成分
ingredient, nutrition, calorie, sugar, additive, protein, fat content, oil, preservative, salt content, sugar content, organic, vitamin, gluten, salt, butter, nutrient
配料 成分 油 添加剂 营养成分 糖 食材 卡路里 原料 蛋白质 脂肪 无硅油 防腐剂 糖分 不含硅油 硅油 奶粉 配方
texture | Texture | 口感 质地
texture, crunch, crispness, crispiness, tenderness, juiciness, chewiness, consistency, thickness of it, smooth texture, mouthfeel, creaminess
薄脆 脆 酥脆 嫩 嚼劲 粘稠 软糯 稀 脆度 颗粒 浓稠 劲道 细腻 细腻度 Q弹 多汁
menu | Menu and choice | 菜单 选择
menu, selection, variety, choice, range of dishes, menu item, menu options, assortment, wine choice, product range, model, list
菜单 品种 选择 种类 花样 菜单选择 款式多 样数 品类
ambience | Ambience and decor | 环境 氛围
ambience, ambiance, atmosphere, decor, decoration, interior, interior design, setting of the place, vibe, environment, scene, crowd, lighting of the place, place, dining room, music in the place, view, garden, patio, terrace, outdoor seating, seating, ceiling, wall, furnishing, bar scene, live music, live jazz, mood, romance, space of the place, tables, lounge, furniture of the place, restroom, bathroom, toilet, ambient, atmoshere, atomosphere, atmoshpere
环境 氛围 装修 气氛 装潢 风景 景色 大堂 店面 用餐环境 就餐环境 情调 卫生间 厕所 洗手间 包间 景观 大厅 室内 布置 格调 视野
location | Location and parking | 位置 停车
location, parking, neighborhood, neighbourhood, area, access, distance, parking lot, proximity, street, beach, transport connection, metro, airport, station, car park
位置 停车 地理位置 交通 地点 停车场 地段 地铁 周边 附近 停车位 距离 周围
waiting | Waiting and booking | 等待 预订
wait, waiting, waiting time, wait time, reservation, booking, queue, line, check in, check out, check-in, check-out, seated, getting a table, delay, speed of service, appointment, served, till
等待 排队 预订 预约 等位 入住 退房 上菜速度 上菜 取餐 办理入住 出餐速度 等候 订座 叫号 登记
room | Room | 房间
room, hotel room, rooms, suite, hotel, shower, towel, balcony, bedroom, apartment, air in the room, room window, swimming pool, pool, gym, minibar, elevator, lift, lobby, amenity, facility, spa
房间 客房 房 酒店 设施 设备 毛巾 泳池 浴室 窗户 阳台 隔音房 电梯 厨房 洗漱用品 套房 健身房 房型 淋浴 浴缸 泡池
hygiene | Cleanliness and hygiene | 卫生
cleanliness, hygiene, dirt, tidiness, cockroach, bug, hair in the food, dirtiness, sanitation, clean, bed bug
卫生 干净 整洁 卫生情况 卫生条件 脏 干净程度 虫子 头发丝 餐具 筷子 勺子 头发在里面 脏乱 一次性餐具
driving | Driving and handling | 驾驶 操控
handling, steering, steering wheel, driving, ride, suspension, brake, brakes, braking, ride quality, driving experience, maneuverability, cornering, road feel, drive of it, off road ability, driving comfort, parking sensor, cruise control, visibility, chassis tuning
驾驶 操控性 方向盘 刹车 底盘 悬挂 侧倾 转向 越野能力 操控性能 减震 制动 制动系统 驾驶感 避震 越野性能 通过性 开起来 驾驶感受 过弯 路感 视野开阔 倒车
fuel | Fuel consumption | 油耗
fuel consumption, gas mileage, mileage, fuel economy, mpg, fuel efficiency, gas, fuel, petrol
油耗 燃油经济性 省油 百公里油耗 费油 燃油 加油
interior | Car interior | 内饰
car interior, dashboard, trim, sunroof, cabin, center console, upholstery, interior trim, glove box, mirror, windshield, wiper
内饰 天窗 中控 仪表盘 内饰做工 雨刮 后视镜 中控台 车内饰
story | Story and characters | 故事 内容
story, plot, character, characters, ending, storyline, narrative, pacing, dialogue, content, chapter, subject, author, writing, writing style, plot twist, script, actor, actress, acting, cast, performance of the actors, episode, movie, film, book content, research, information, topic, translation, translator, lyrics, song, songs, track, album, recipe, example, direction of the film, director, gameplay, level design, animation, special effect, soundtrack, theme of the book, season, extras on the disc, dvd, disc, transfer
故事 内容 情节 剧情 人物 作者 文笔 翻译 结局 题材 主角 观点 歌曲 动画 演技 案例 知识点 故事情节 画风 书中 章节 思想 叙述 例子 歌词 配图 导演
"""

SHIPPED = GENERAL + DEVICES + WEAR_AND_HOME + OUTSIDE

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
result, effect, value, standard, choice, selection, setting, rate, factor, unit, piece, look,
feel, design, size, color, colour, use, speed, set
""",
    "zh": """
质量 效果 问题 方面 感觉 程度 体验 性能 情况 感 品质 功能 设计 能力 表现 水平 部分 系统 状况 速度 数量
颜色 大小 材质 手感 样式
""",
}
