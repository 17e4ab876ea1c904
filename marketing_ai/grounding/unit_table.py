# ruff: noqa: E501 - tables read better unbroken
"""Units as data: pint definitions and the spellings that shops use, English and Chinese.

`DEFINITIONS` are lines of pint's own definition syntax; `UNITS` maps each canonical
unit to its spellings. Sources of the factors: NIST SP 811 (2008), appendix B; for 斤,
两, 尺, 寸 the State Council's order on legal measures of 1984 (1 斤 = 500 g, 1 尺 = 1/3 m).
A metric cup is taken as 250 ml, a US one is not told apart.
"""

DEFINITIONS = """
metre = [length]
millimetre = 0.001 * metre
centimetre = 0.01 * metre
decimetre = 0.1 * metre
kilometre = 1000 * metre
micrometre = 1e-6 * metre
nanometre = 1e-9 * metre
inch = 0.0254 * metre
foot = 0.3048 * metre
yard = 0.9144 * metre
mile = 1609.344 * metre
chi = metre / 3
cun = metre / 30
gram = [mass]
milligram = 0.001 * gram
microgram = 1e-6 * gram
kilogram = 1000 * gram
tonne = 1e6 * gram
pound = 453.59237 * gram
ounce = 28.349523125 * gram
jin = 500 * gram
liang = 50 * gram
carat = 0.2 * gram
litre = [volume]
millilitre = 0.001 * litre
centilitre = 0.01 * litre
decilitre = 0.1 * litre
cubic_metre = 1000 * litre
cubic_centimetre = 0.001 * litre
gallon = 3.785411784 * litre
quart = 0.946352946 * litre
pint_us = 0.473176473 * litre
fluid_ounce = 0.0295735295625 * litre
cup = 0.25 * litre
tablespoon = 0.015 * litre
teaspoon = 0.005 * litre
second = [time]
millisecond = 0.001 * second
minute = 60 * second
hour = 3600 * second
day = 86400 * second
week = 604800 * second
month = 2629800 * second
year = 31557600 * second
square_metre = [area]
square_centimetre = 0.0001 * square_metre
square_foot = 0.09290304 * square_metre
hectare = 10000 * square_metre
watt = [power]
milliwatt = 0.001 * watt
kilowatt = 1000 * watt
horsepower = 735.49875 * watt
volt = [voltage]
millivolt = 0.001 * volt
kilovolt = 1000 * volt
ampere = [current]
milliampere = 0.001 * ampere
ampere_hour = [charge]
milliampere_hour = 0.001 * ampere_hour
joule = [energy]
kilojoule = 1000 * joule
watt_hour = 3600 * joule
kilowatt_hour = 3.6e6 * joule
calorie = 4.184 * joule
kilocalorie = 4184 * joule
btu = 1055.056 * joule
hertz = [frequency]
kilohertz = 1000 * hertz
megahertz = 1e6 * hertz
gigahertz = 1e9 * hertz
rpm = [rotation]
decibel = [loudness]
pascal = [pressure]
hectopascal = 100 * pascal
kilopascal = 1000 * pascal
megapascal = 1e6 * pascal
bar = 1e5 * pascal
psi = 6894.757293168 * pascal
byte = [data]
kilobyte = 1000 * byte
megabyte = 1e6 * byte
gigabyte = 1e9 * byte
terabyte = 1e12 * byte
bit_per_second = [data_rate]
megabit_per_second = 1e6 * bit_per_second
gigabit_per_second = 1e9 * bit_per_second
pixel = [pixel]
megapixel = 1e6 * pixel
dpi = [resolution]
lumen = [light]
lux = [illuminance]
candela = [luminance]
kelvin = [temperature]
celsius = kelvin; offset: 273.15
fahrenheit = 5 / 9 * kelvin; offset: 255.3722222222222
colour_kelvin = [colour_temperature]
percent = [percent]
gsm = [grammage]
denier = [denier]
thread_count = [thread_count]
newton = [force]
newton_metre = [torque]
kmh = [speed]
mph = 1.609344 * kmh
metre_per_second = 3.6 * kmh
ohm = [resistance]
litre_per_minute = [flow]
cubic_metre_per_hour = 16.666666666666668 * litre_per_minute
degree_angle = [angle]
"""

UNITS: dict[str, tuple[str, ...]] = {
    "millimetre": ("mm", "millimetre", "millimetres", "millimeter", "millimeters", "毫米"),
    "centimetre": ("cm", "cms", "centimetre", "centimetres", "centimeter", "centimeters", "厘米", "公分"),
    "decimetre": ("dm", "decimetre", "分米"),
    "metre": ("m", "metre", "metres", "meter", "meters", "mtr", "mtrs", "米"),
    "kilometre": ("km", "kilometre", "kilometres", "kilometer", "kilometers", "公里", "千米"),
    "micrometre": ("µm", "μm", "micron", "microns", "微米"),
    "nanometre": ("nm", "纳米"),
    "inch": ("inch", "inches", "″", "英寸", "吋", "寸"),
    "foot": ("ft", "foot", "feet", "英尺"),
    "yard": ("yd", "yard", "yards", "码长"),
    "mile": ("mile", "miles", "英里"),
    "chi": ("尺", "市尺"),
    "cun": ("市寸",),
    "gram": ("g", "gm", "gms", "gr", "gram", "grams", "gramme", "grammes", "克"),
    "milligram": ("mg", "milligram", "milligrams", "毫克"),
    "microgram": ("mcg", "microgram", "micrograms", "µg", "μg", "微克"),
    "kilogram": ("kg", "kgs", "kilo", "kilos", "kilogram", "kilograms", "公斤", "千克"),
    "tonne": ("tonne", "tonnes", "ton", "tons", "吨"),
    "pound": ("lb", "lbs", "pound", "pounds", "磅"),
    "ounce": ("oz", "ounce", "ounces", "盎司"),
    "jin": ("斤", "市斤"),
    "liang": ("两",),
    "carat": ("ct", "carat", "carats", "克拉"),
    "litre": ("l", "L", "ltr", "ltrs", "litre", "litres", "liter", "liters", "公升", "升"),
    "millilitre": ("ml", "mL", "millilitre", "millilitres", "milliliter", "milliliters", "毫升", "cc"),
    "centilitre": ("cl", "centilitre", "centilitres", "厘升"),
    "decilitre": ("dl", "decilitre"),
    "cubic_metre": ("m³", "m3", "cubic metre", "cubic metres", "cubic meters", "立方米"),
    "cubic_centimetre": ("cm³", "cm3", "cubic centimetres", "立方厘米"),
    "gallon": ("gal", "gallon", "gallons", "加仑"),
    "quart": ("qt", "quart", "quarts", "夸脱"),
    "pint_us": ("pt", "pint", "pints", "品脱"),
    "fluid_ounce": ("fl oz", "fl. oz", "fl.oz", "fluid ounce", "fluid ounces", "液量盎司"),
    "cup": ("cup", "cups"),
    "tablespoon": ("tbsp", "tablespoon", "tablespoons", "汤匙"),
    "teaspoon": ("tsp", "teaspoon", "teaspoons", "茶匙"),
    "second": ("s", "sec", "secs", "second", "seconds", "秒", "秒钟"),
    "millisecond": ("ms", "millisecond", "milliseconds", "毫秒"),
    "minute": ("min", "mins", "minute", "minutes", "分钟"),
    "hour": ("h", "hr", "hrs", "hour", "hours", "小时", "个小时", "钟头", "个钟头", "个钟"),
    "day": ("day", "days", "天"),
    "week": ("week", "weeks", "周", "星期", "个星期"),
    "month": ("month", "months", "个月"),
    "year": ("year", "years", "yr", "yrs", "年", "岁", "周岁"),
    "square_metre": ("m²", "m2", "sqm", "sq m", "square metre", "square metres", "square meters",
                     "平方米", "平米", "㎡"),
    "square_centimetre": ("cm²", "cm2", "sq cm", "square centimetres", "平方厘米"),
    "square_foot": ("sq ft", "sqft", "ft²", "square feet", "square foot", "平方英尺"),
    "hectare": ("hectare", "hectares", "公顷"),
    "watt": ("W", "w", "watt", "watts", "瓦", "瓦特"),
    "milliwatt": ("mW", "毫瓦"),
    "kilowatt": ("kW", "kilowatt", "kilowatts", "千瓦"),
    "horsepower": ("hp", "horsepower", "马力", "匹"),
    "volt": ("V", "v", "volt", "volts", "伏", "伏特"),
    "millivolt": ("mV", "毫伏"),
    "kilovolt": ("kV", "千伏"),
    "ampere": ("A", "amp", "amps", "ampere", "amperes", "安培"),
    "milliampere": ("mA", "毫安培"),
    "ampere_hour": ("Ah", "amp hour", "amp hours", "安时"),
    "milliampere_hour": ("mAh", "milliamp hour", "milliamp hours", "毫安时", "毫安"),
    "joule": ("J", "joule", "joules", "焦耳"),
    "kilojoule": ("kJ", "kilojoules", "千焦"),
    "watt_hour": ("Wh", "watt hour", "watt hours", "瓦时"),
    "kilowatt_hour": ("kWh", "kilowatt hour", "kilowatt hours", "千瓦时", "度电"),
    "calorie": ("cal",),
    "kilocalorie": ("kcal", "calories", "千卡", "大卡", "卡路里"),
    "btu": ("BTU",),
    "hertz": ("Hz", "hertz", "赫兹"),
    "kilohertz": ("kHz", "千赫"),
    "megahertz": ("MHz", "兆赫"),
    "gigahertz": ("GHz", "吉赫"),
    "rpm": ("rpm", "revolutions per minute", "r/min", "revolutions a minute",
            "turns a minute", "turns per minute", "转/分", "转每分钟", "转/分钟", "转每分", "转"),
    "decibel": ("dB", "dB(A)", "dBA", "decibel", "decibels", "分贝"),
    "pascal": ("Pa", "帕"),
    "hectopascal": ("hPa",),
    "kilopascal": ("kPa", "千帕"),
    "megapascal": ("MPa", "兆帕"),
    "bar": ("bar", "bars", "巴"),
    "psi": ("psi",),
    "byte": ("byte", "bytes"),
    "kilobyte": ("KB",),
    "megabyte": ("MB", "megabyte", "megabytes"),
    "gigabyte": ("GB", "gig", "gigs", "gigabyte", "gigabytes"),
    "terabyte": ("TB", "terabyte", "terabytes"),
    "bit_per_second": ("bps",),
    "megabit_per_second": ("Mbps", "Mbit/s", "兆带宽"),
    "gigabit_per_second": ("Gbps", "Gbit/s"),
    "pixel": ("px", "pixels", "像素"),
    "megapixel": ("MP", "megapixel", "megapixels", "兆像素"),
    "dpi": ("dpi", "ppi"),
    "lumen": ("lm", "lumen", "lumens", "流明"),
    "lux": ("lux", "勒克斯"),
    "candela": ("nits", "nit", "cd/m²", "尼特"),
    "celsius": ("°C", "℃", "° C", "degrees Celsius", "degrees C", "摄氏度", "度"),
    "fahrenheit": ("°F", "℉", "° F", "degrees Fahrenheit", "degrees F", "华氏度"),
    "colour_kelvin": ("K", "kelvin", "开尔文"),
    "percent": ("%", "％", "percent", "per cent", "pct"),
    "gsm": ("gsm", "g/m²", "g/m2", "克重", "g/㎡",
            "grams a square metre", "grams per square metre", "grams per square meter",
            "g per square metre", "克/平方米", "克/平米", "克每平方米"),
    "denier": ("denier", "den", "旦"),
    "thread_count": ("thread count", "TC", "thread", "支纱", "支棉"),
    "newton": ("N", "newton", "newtons", "牛顿"),
    "newton_metre": ("Nm", "newton metre", "newton metres", "newton meters", "N·m", "牛米"),
    "kmh": ("km/h", "kph", "公里/小时", "码速"),
    "mph": ("mph",),
    "metre_per_second": ("m/s", "米/秒"),
    "ohm": ("Ω", "ohm", "ohms", "欧姆"),
    "litre_per_minute": ("l/min", "L/min", "升/分", "升/分钟"),
    "cubic_metre_per_hour": ("m³/h", "m3/h", "立方米/小时", "立方/小时"),
    "degree_angle": ("°", "degrees", "degree"),
}  # fmt: skip

#: Units outside the metric system: comparing across allows for rounding.
IMPERIAL = frozenset({
    "inch", "foot", "yard", "mile", "pound", "ounce", "gallon", "quart", "pint_us",
    "fluid_ounce", "square_foot", "fahrenheit", "horsepower", "psi", "btu", "mph", "chi", "cun",
})  # fmt: skip

#: Spans of the calendar: three months are about 90 days.
CALENDAR = frozenset({"month", "year"})
