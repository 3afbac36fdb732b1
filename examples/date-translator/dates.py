"""Dates as people write them, and the answer that is wanted for each.

What would be ambiguous is settled by convention:

* year first: year, month, day;
* slashes and year last (03/04/2021): month first, as in the United States;
* dots or dashes and year last (03.04.2021, 03-04-2021): day first, as in most of Europe;
* a year of two digits, which only comes last: 69 to 99 are 1969 to 1999, 00 to 68 are 2000 to 2068,
  as POSIX's strptime has it.
"""

import datetime

FIRST_DATE = datetime.date(1900, 1, 1)
LAST_DATE = datetime.date(2099, 12, 31)
SHORT_YEARS = range(1969, 2069)

# The names of months and of weekdays from Monday, in one line each.
NAMES = {
    "english": (
        "January February March April May June July August September October November December",
        "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    ),
    "german": (
        "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
        "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
    ),
    "french": (
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "lundi mardi mercredi jeudi vendredi samedi dimanche",
    ),
    "spanish": (
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "lunes martes miércoles jueves viernes sábado domingo",
    ),
    "italian": (
        "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
        "lunedì martedì mercoledì giovedì venerdì sabato domenica",
    ),
    "korean": ("", "월 화 수 목 금 토 일"),
    "japanese": ("", "月 火 水 木 金 土 日"),
    "chinese": ("", "一 二 三 四 五 六 日"),
    "numbers": ("", ""),
}

# {d} and {m} are plain, {dd} and {mm} have two digits, {yy} is the short year, {th} the ordinal's
# ending, {mon} and {wkd} the first three letters of the names.
FORMS = {
    "english": [
        "{d}{th} of {month} {yyyy}",
        "{d}{th} {month} {yyyy}",
        "{d}{th} {month} {yy}",
        "{d}{th} of {mon} {yyyy}",
        "{d}{th} {mon} {yyyy}",
        "{d} {month} {yyyy}",
        "{d} {month}, {yyyy}",
        "{d} {month} {yy}",
        "{d} {mon} {yyyy}",
        "{d} {mon}. {yyyy}",
        "{d} {mon} {yy}",
        "{dd} {mon} {yyyy}",
        "{d}-{mon}-{yyyy}",
        "{dd}-{mon}-{yy}",
        "{d}/{mon}/{yyyy}",
        "the {d}{th} of {month}, {yyyy}",
        "{month} {d}, {yyyy}",
        "{month} {d}, {yy}",
        "{month} {d}{th}, {yyyy}",
        "{month} {d}{th}, {yy}",
        "{month} the {d}{th}, {yyyy}",
        "{mon} {d}, {yyyy}",
        "{mon} {d}, {yy}",
        "{mon} {d}{th}, {yyyy}",
        "{mon}. {d}, {yyyy}",
        "{wkd}, {d} {mon} {yyyy}",
        "{wkd}, {d} {month} {yyyy}",
        "{wkd}, {mon} {d}, {yyyy}",
        "{weekday}, {month} {d}, {yyyy}",
        "{weekday}, {month} {d}{th}, {yyyy}",
        "{weekday}, {d} {month} {yyyy}",
        "{weekday}, the {d}{th} of {month} {yyyy}",
        "{yyyy} {month} {d}",
        "{yyyy}-{mon}-{dd}",
    ],
    "german": [
        "{d}. {month} {yyyy}",
        "{dd}. {month} {yyyy}",
        "{d}. {mon} {yyyy}",
        "den {d}. {month} {yyyy}",
        "{weekday}, {d}. {month} {yyyy}",
        "{weekday}, den {d}. {month} {yyyy}",
    ],
    "french": [
        "{d} {month} {yyyy}",
        "le {d} {month} {yyyy}",
        "{weekday} {d} {month} {yyyy}",
    ],
    "spanish": [
        "{d} de {month} de {yyyy}",
        "{d} {month} {yyyy}",
        "{weekday}, {d} de {month} de {yyyy}",
    ],
    "italian": ["{d} {month} {yyyy}", "{weekday} {d} {month} {yyyy}"],
    "korean": [
        "{yyyy}년 {m}월 {d}일",
        "{yyyy}년 {mm}월 {dd}일",
        "{yyyy}년{m}월{d}일",
        "{yyyy}년 {m}월 {d}일 {weekday}요일",
        "{yyyy}년 {m}월 {d}일({weekday})",
        "{yyyy}. {m}. {d}.",
    ],
    "japanese": [
        "{yyyy}年{m}月{d}日",
        "{yyyy}年{mm}月{dd}日",
        "{yyyy}年{m}月{d}日({weekday})",
    ],
    "chinese": [
        "{yyyy}年{m}月{d}日星期{weekday}",
        "{yyyy}年{m}月{d}日 星期{weekday}",
    ],
    "numbers": [
        "{yyyy}-{mm}-{dd}",
        "{yyyy}-{m}-{d}",
        "{yyyy}/{mm}/{dd}",
        "{yyyy}/{m}/{d}",
        "{yyyy}.{mm}.{dd}",
        "{yyyy}{mm}{dd}",
        "{mm}/{dd}/{yyyy}",
        "{m}/{d}/{yyyy}",
        "{mm}/{dd}/{yy}",
        "{m}/{d}/{yy}",
        "{dd}.{mm}.{yyyy}",
        "{d}.{m}.{yyyy}",
        "{dd}.{mm}.{yy}",
        "{d}.{m}.{yy}",
        "{dd}-{mm}-{yyyy}",
        "{d}-{m}-{yyyy}",
    ],
}

# Capital letters and commas carry no meaning here, so people leave them out at times.
HABITS = [
    lambda text: text,
    lambda text: text,
    lambda text: text.lower(),
    lambda text: text.upper(),
    lambda text: text.replace(",", ""),
    lambda text: text.lower().replace(",", ""),
]


def all_dates():
    """Every date from FIRST_DATE to LAST_DATE."""
    days = (LAST_DATE - FIRST_DATE).days + 1
    return [FIRST_DATE + datetime.timedelta(days=n) for n in range(days)]


def all_forms():
    """Every (language, form), in a fixed order."""
    return [(language, form) for language, forms in FORMS.items() for form in forms]


def can_write(date, form):
    """A short year tells only the years next to its pivot."""
    return "{yy}" not in form or date.year in SHORT_YEARS


def write(date, language, form):
    """The date in that form, as a book would print it."""
    months, weekdays = (names.split() for names in NAMES[language])
    month = months[date.month - 1] if months else ""
    weekday = weekdays[date.weekday()] if weekdays else ""
    return form.format(
        d="1er" if language == "french" and date.day == 1 else date.day,
        dd=f"{date.day:02}",
        th=ordinal_ending(date.day),
        m=date.month,
        mm=f"{date.month:02}",
        month=month,
        mon=month[:3],
        weekday=weekday,
        wkd=weekday[:3],
        yyyy=date.year,
        yy=f"{date.year % 100:02}",
    )


def ordinal_ending(day):
    if day in (11, 12, 13):
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")


def answer(date):
    """What the translator is to say."""
    return date.isoformat()


def write_freely(date, language, form, chance):
    """The date in that form, with a habit that `chance` (a random.Random) picks."""
    return chance.choice(HABITS)(write(date, language, form))


def write_anyhow(date, chance):
    """The date in a form and with a habit that `chance` picks."""
    while True:
        language, form = chance.choice(all_forms())
        if can_write(date, form):
            return write_freely(date, language, form, chance)
