"""Texts that break a rule set, and texts that look as if they did."""

from __future__ import annotations

# set → rule → texts in which it is found, with the words in brackets
BREAKS = {
    "cn_advertising_law": {
        "absolute": [
            "这是[最佳]的选择。", "[国家级]品质，值得信赖。", "给皮肤[最好]的呵护。",
            "[顶级]羊绒。",
            "[全网最低价]。", "[独一无二]的设计。", "送礼[首选]。", "全店[销量冠军]。",
            "[全球领先]的技术。", "[国内最大的]羊绒品牌。", "[最佳]的时间管理工具。",
            "国货[之最]。",
            "[唯一]一款静音风扇。", "市面上[最安全]的水杯。", "[金牌品质]。", "[厨具之王]。",
            "[国家级]工艺。", "[最好用]的水壶。",
        ],
        "first": [
            "[全国第一]的品牌。", "[销量第一]。", "[第一]品牌。", "[全球首款]折叠水壶。",
            "[NO.1]保温杯。", "[TOP1]好物。", "[行业第一]，值得信赖。", "比赛[第一]名的选择。",
            "[第一]位的品质。",
            "[口碑排名第一]。", "[全球第一]款自热饭盒。", "品牌力[第一]。",
        ],
        "superlative": [
            "[最柔软]的被子。", "[极致]口感。", "[至尊]体验。", "[独家]配方。",
            "这是[最温暖]的外套。",
        ],
        "state": [
            "印有[国徽]。", "[人民大会堂]指定用茶。", "[军队特供]。", "[政府指定]用品。",
            "[国宴专用]酒。",
        ],
        "superstition": [
            "[招财]进宝的手链。", "随身佩戴可[辟邪]。", "戴上就能[转运]。", "[开运]红绳。",
        ],
        "disparaging": ["[秒杀同类]产品。", "[吊打大牌]。", "[其他品牌的都是]贴牌。"],
        "medical": [
            "有[治疗]作用。", "[排毒]养颜。", "[缓解颈椎病]。", "[增强免疫力]。", "经[临床验证]。",
            "[改善失眠]。", "[可以治愈]。", "[治愈关节炎]。", "[消炎]。", "[降血糖]。",
        ],
        "efficacy_guarantee": [
            "[无副作用]。", "[立竿见影]。", "[7天见效]。", "[100%有效]。", "[一周瘦10斤]。",
            "[减肥不反弹]。", "[有效率达]九成。",
        ],
        "figures": [
            "[98%的用户]愿意回购。", "[九成以上的消费者]都说好。", "[销量突破100万]件。",
        ],
        "unprovable": ["[纯天然]配料。", "[永不褪色]。", "[永久]保温。", "[万能]的收纳盒。"],
    },
    "eu_green_claims": {
        "generic": [
            "An [eco-friendly] bottle.", "An [environmentally friendly] cup.", "A [green choice].",
            "Made [sustainably].", "It is [kind to the planet].", "[Go green] with this mug.",
            "An [Eco friendly] bag.", "[Climate-friendly] packaging.", "A [greener] way to shop.",
            "Our [conscious collection].", "[Good for the environment].", "[Saves the planet].",
            "A [low-carbon] choice.", "The [greenest] bottle.",
        ],
        "energy_efficient": ["An [energy-efficient] kettle."],
        "biodegradable": ["[Biodegradable] bags.", "The pot is [compostable]."],
        "offsets": [
            "A [carbon-neutral] T-shirt.", "[Climate neutral] delivery.", "[Net zero] coffee.",
            "[CO₂ neutral] paper.", "[We offset all emissions].",
        ],
        "future": [
            "[By 2030 all our bottles will be recyclable].", "All [plastic-free by 2028].",
        ],
        "label": ["With our own [eco label].", "[Certified sustainable] wood."],
        "part_as_whole": ["[Made from recycled polyester].", "[Fully recyclable] bottle."],
        "legal_minimum": ["A [CFC-free] fridge.", "[CE certified]."],
    },
    "eu_health_claims": {
        "disease": [
            "It [prevents colds].", "[Cures insomnia].", "An [anti-inflammatory] tea.",
            "[Fights the common cold].", "[Relieves your chronic migraines].",
        ],
        "health": [
            "[Boosts your immune system].", "[Supports digestion].", "A [detox] tea.",
            "[Improves memory].", "[Strengthens bones].", "[Slows ageing].", "[Helps you sleep].",
        ],
        "risk_factor": ["[Lowers cholesterol].", "[Reduces your blood pressure]."],
        "general_benefit": [
            "A [superfood] in a jar.", "[Good for your gut].", "A [healthy snack].",
        ],
        "alcohol": ["A red [wine full of antioxidants].", "A [healthy gin]."],
        "harm_without": ["[If you skip it, your health may] pay."],
        "weight_loss": ["[Lose 5 kg] with it.", "[Burn 300 calories] a cup."],
        "doctor": [
            "[Doctor-recommended].", "[Recommended by leading nutritionists].",
            "[Approved by Dr. Lee].",
        ],
        "nutrition": ["A [low-fat] bar.", "[High in protein].", "[Rich in vitamin C]."],
    },
    "eu_cosmetic_claims": {
        "authority": ["[EU-approved] cream.", "[Approved by the European Commission]."],
        "legal_minimum": ["[Not tested on animals].", "[Cruelty-free] mascara."],
        "evidence": ["[Clinically proven].", "[Hypoallergenic] soap."],
        "denigrating": ["[Paraben-free] balm.", "[No nasties]."],
    },
    "ftc_testimonials": {
        "made_up": [
            "“Best mug ever![” – Anna K.]", '"It works[" says Tom].', "A joy, [says one customer].",
            "[I love] this kettle.", "[I've been using] it for a year.", "It [changed my life].",
            "[My skin feels] new.", "[My new favourite] cup.",
        ],
        "rating": [
            "[4.8/5 stars].", "[9 out of 10] would buy it.", "Hundreds of [five-star reviews].",
            "Our [top-rated] pan.", "[★★★★★]", "[2,300 reviews] agree.",
        ],
        "customers_say": [
            "[Customers love] it.", "[Trusted by thousands].", "[Join over 10,000] cooks.",
            "[Thousands of happy customers].",
        ],
        "expert": [
            "[Dermatologist-recommended].", "[Recommended by top chefs].", "[Clinically tested].",
        ],
        "connection": [
            "[Loved by influencers].", "[As seen on TikTok].", "A [celebrity favorite].",
        ],
        "not_typical": ["[Results may vary].", "[Lose 10 pounds].", "[Results in 7 days]."],
        "review_for_reward": ["[Leave us a 5-star review] and get 10 % off."],
        "social_numbers": ["With [2 million followers]."],
    },
    "ftc_green_claims": {
        "general": [
            "An [eco-friendly] bottle.", "[Better for the planet].", "A [green alternative].",
        ],
        "offsets": ["A [carbon-neutral] mug."],
        "compostable": ["[Compostable] cups."],
        "degradable": ["[Biodegradable] bags."],
        "non_toxic": ["[Non-toxic] paint."],
        "recyclable": ["A [recyclable] box."],
        "recycled": ["[Made with recycled cotton]."],
        "renewable": ["Made with [renewable energy]."],
    },
}  # fmt: skip

# set → texts in which nothing is found
PASSES = {
    "cn_advertising_law": [
        # 第一 in order, and as what the trader strives for
        "第一步，倒入热水。", "第一次使用前请清洗。", "第一章讲的是泡茶。",
        "第一，先洗净；第二，晾干。",
        "第一时间发货。", "给孩子的第一双鞋。", "第一眼就喜欢。", "安全第一，质量第一。",
        "顾客第一是我们的理念。", "口红色号No.1。", "清晨的第一缕阳光。",
        "第一件全价，第二件半价。",
        # 最 that compares nothing
        "最后加入盐。", "最近上新。", "最初的味道。", "最终成品。", "最多可放六瓶。", "最少两人。",
        "最大承重150公斤。", "最高温度100度。", "最长续航10小时。", "最低温度零下20度。",
        "你的最爱。",
        "最小尺寸为30厘米。", "最高可减50元。", "最大的特点是轻。",
        # tips on use, awards, grades, the maker's own range
        "最佳食用期为三天。", "最佳赏味期30天。", "最佳饮用温度60度。", "最佳观看距离两米。",
        "水温90度为最佳温度。", "曾获最佳设计奖。", "国家级非物质文化遗产传承工艺。",
        "最好在阴凉处保存。", "最好不要放进微波炉。", "最好搭配热水。", "最好用温水清洗。",
        "本店最轻的一款。",
        "陪你最好的朋友。", "唯一标识码在瓶底。", "百兽之王图案。",
        # words that look like others
        "招财猫摆件。", "转运珠手链。", "转运中心已发货。", "治愈系色彩。", "治愈时光。",
        "本品不能代替药物治疗。", "本品不具有治疗功能。", "让工作更有效率。", "万能胶。",
        "永久牌自行车。",
        "根据2024年统计，98%的用户愿意回购。", "98%的用户愿意回购（数据来源：店铺调查）。",
        "含棉98%。", "这款水壶容量为1.7升，适合三口之家。", "纯棉面料，亲肤透气。", "TOP10榜单。",
        "今晚第一锅炖什么？", "像研墨时的第一笔。", "小小人生里的第一位同桌。", "门口第一个衣架。",
        "符合国家推荐标准。", "经国家认可的检测机构检测。", "唯一的要求是轻拿轻放。",
        "简单的东西最怕潦草。",
        "我们力求做到最好。", "最薄处3毫米。",
    ],
    "eu_green_claims": [
        "A green jacket.", "Dark green choice of fabric.", "Green tea in a tin.",
        "The lid is green.",
        "For greener grass.", "Green and blue stripes.", "An ecologist's notebook.",
        "Energy-efficient, energy class A.", "Biodegradable in 90 days in home compost.",
        "60 % recycled cotton.", "Made from recycled polyester: 80 % recycled in the lining.",
        "With the EU Ecolabel.", "Neutral colours.", "A carbon steel pan.", "Low-carbon steel.",
        "A climate for every season.", "Made of oak.", "Responsible for the taste: cocoa.",
    ],
    "eu_health_claims": [
        "Vitamin C contributes to the normal function of the immune system.",
        "Calcium is needed for the maintenance of normal bones.", "A treat for dogs.",
        "Treat yourself.", "Not intended to treat, cure or prevent any disease.",
        "A warm coat beats the cold.", "Good for you to know.", "A healthy margin.",
        "Alcohol-free beer with vitamins.", "A wine glass for a healthy table.",
        "A support for the back.", "Doctor Who mug.", "Loses no colour.", "Tastes of lemon.",
        "A memory foam pillow.", "Improved handle.",
    ],
    "eu_cosmetic_claims": ["A cream with shea butter.", "Smells of roses.", "Approved by our cat."],
    "ftc_testimonials": [
        "A mug that says “I love you”.", "I love NY shirt.", "Five-star hotel towels.",
        "Rated 10 A.", "A 4/5 sleeve.", "Star-shaped.", "Customers in the USA get it in 3 days.",
        "Join two boards with it.", "The lid reads “Hello”.", "Tested to 1,000 washes.",
        "Write a review.", "Leave us an honest review.", "Expert mode.", "Doctor's bag.",
        "A size M – Medium.", 'A 27" – LED screen.', "“Hello” – Great for mornings.",
        'A mug with “Hello” says good morning.', "Intensity 9 out of 10.",
        "Ordered by noon, sent today.", "For users of all ages.",
    ],
    "ftc_green_claims": [
        "A green jacket.", "For greener grass.", "Not recyclable.", "Compostable in home compost.",
        "Made with recycled cotton, 60 % of the fabric.", "Sage green option in cotton.",
        "Biodegradable in 60 days.", "Made of oak.",
    ],
}  # fmt: skip
