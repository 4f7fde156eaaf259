"""Leads: identifiers found in a text, against ioc-finder on the same text.

Both tools run in turns in one process. Each true hit of ioc-finder must be among the leads, or inside one.
"""

from __future__ import annotations

import random
from pathlib import Path
from typing import TYPE_CHECKING

from bench.harness import compare, promise

if TYPE_CHECKING:
    from comity.leads.context import Context

_SAMPLES = Path(__file__).parents[1] / "tests" / "samples" / "leads"
_SIZE = 500_000
_TIMES_FASTER = 15


def samples() -> list[str]:
    """Return the labelled samples of the project without their marks."""
    from tests.leads.labelled import unmarked

    paths = (path for folder in ("labelled", "held_out") for path in sorted((_SAMPLES / folder).iterdir()))
    return [unmarked(path.read_text(encoding="utf-8").split("\n", 1)[1])[0] for path in paths]


def statements(size: int = _SIZE) -> str:
    """Return statements and reports in Russian and Uzbek with defanged identifiers, no two alike."""
    chance = random.Random(20260314)
    out: list[str] = []
    length = 0
    while length < size:
        number = chance.randrange(10_000)
        part = _STATEMENT.format(number=number, octet=number % 250, line=number % 1000, hexadecimal=f"{chance.getrandbits(64):016x}")
        out.append(part)
        length += len(part)
    return "\n".join(out)


def interviews(size: int = _SIZE) -> str:
    """Return records of interviews as they are mostly written, one identifier in some 380 characters, no two paragraphs alike."""
    chance = random.Random(20260315)
    out: list[str] = []
    length = 0
    while length < size:
        number = chance.randrange(10_000)
        sentences = [*chance.sample(_PROSE, 9), *chance.sample(_TOLD, 4)]
        chance.shuffle(sentences)
        part = " ".join(sentences).format(number=number, octet=number % 250, line=number % 1000)
        out.append(part)
        length += len(part)
    return "\n\n".join(out)


def main() -> None:
    """Measure the speed, and look for what ioc-finder finds and the recogniser does not."""
    from comity.leads.context import Context
    from comity.leads.marks import marks_of
    from comity.providers.catalog import Catalog

    context = Context("KG", "Asia/Bishkek", "en", marks_of(Catalog.open().marks_data()))
    # The hardest case (an identifier in every 70 characters), the usual one, and the one in which passages come again.
    thread = "\n".join([statements(_SIZE // 20)] * 20)
    for title, text in (
        ("dense statements, no two alike", statements()),
        ("interviews, no two paragraphs alike", interviews()),
        ("a mail thread that quotes itself", thread),
    ):
        _compare(title, text, context)
    missed = [hit for text in samples() for hit in missing(text, context)]
    for hit in missed:
        print("  not among the leads:", *hit)
    promise("true hits of ioc-finder that the recogniser misses", len(missed), at_most=0)


def _compare(title: str, text: str, context: Context) -> None:
    from ioc_finder import find_iocs

    from comity.leads.recognise import recognise

    def ours() -> object:
        return recognise(text, context)

    def theirs() -> object:
        return find_iocs(text)

    print(f"{title}: a lead in {len(text) / len(recognise(text, context)):.0f} characters")
    result = compare(f"{title}, {len(text) / 1e6:.2f} million characters", {"comity": ours, "ioc-finder": theirs}, rounds=5)
    promise(f"times the speed of ioc-finder ({title})", result.ratio("ioc-finder", "comity").median, at_least=_TIMES_FASTER)


def missing(text: str, context: Context) -> list[tuple[str, str]]:
    """List what ioc-finder finds in a text and no lead holds, without what is no identifier (versions, names of files)."""
    from ioc_finder import find_iocs

    from comity.leads.recognise import recognise

    held = [part.lower() for lead in recognise(text, context) for part in (lead.value, lead.raw)]
    found = find_iocs(text)
    hits = [(kind, hit) for kind in _THEIR_KINDS for hit in found.get(kind, [])]
    return [(kind, hit) for kind, hit in hits if hit not in _NO_IDENTIFIERS and not any(_plain(hit) in part for part in held)]


def _plain(hit: str) -> str:
    """Write a hit of ioc-finder without the punctuation that it keeps and the form that it makes up."""
    return hit.lower().removeprefix("asn").rstrip(".,;:)»")


_THEIR_KINDS = ["asns", "cidr_ranges", "domains", "email_addresses", "ipv4_cidrs", "ipv4s", "ipv6s", "mac_addresses"]
_THEIR_KINDS += ["md5s", "sha1s", "sha256s", "sha512s", "urls"]

# Versions of programs, numbered clauses, numbers of papers, names of files and of fields: what ioc-finder takes for addresses.
_VERSIONS = {"1.2.3.4", "2.1.3.4", "3.2.1.0", "4.3.2.1", "5.12.131.1", "5.12.131.2", "5.15.0.76", "6.1.0.18", "6.49.10.1", "11.4.2.1"}
_CLAUSES = {"1.1.1.1", "2.3.4.5", "10.0.0.1", "100.64.0.1"}
_FILES = {"archive.zip", "deploy.sh", "libcrypto.so", "main.py", "readme.md", "run.sh", "scr.zip", "setup.py"}
_FIELDS = {"asp.net", "com.invest.pro", "config.name", "time.now", "user.id", "a::b", "0" * 32}
_NO_IDENTIFIERS = _VERSIONS | _CLAUSES | _FILES | _FIELDS | {"14.0.3.2", "115.0.1.2", "4.1.2.77"}

_STATEMENT = """
Потерпевшая пояснила, что 14.03.2026 в 23:15 (UTC+5) неизвестный написал ей с адреса ivan.petrov{number}[at]gmail[.]com и прислал
ссылку hxxps://evil-{number}[.]example/login?id={number}, после чего она ввела данные своей карты и сообщила коды подтверждения.
Вход выполнен с IP 203.0.113.{octet}:51820, затем с 198.51.100.{octet} порт 40022; сайт pay-{number}.example размещён там же.
Телеграм @fast_invest{number}, канал https://t.me/fast_invest{number}, телефон +996 700 000 {line:03d}. Права разъяснены.
IMEI 350159110857638, почта почта{number}@пример.рф, перевод на TMNAbvv2DsF5DwMSVUfQi64cQ2rBHRtwtA,
MD5 f0e95110be58ba16{hexadecimal}, файл SHA-256 e704197d2a292b4ffd2bd73444c8d4a1495d6c7e3cd68474{hexadecimal};
иных сведений о личности неизвестного потерпевшая не имеет, с протоколом ознакомлена, замечаний не поступило.
Jabrlanuvchi maʼlum qilishicha, u bilan support{number}@bank-{number}.example manzili orqali bogʻlanishgan va
http://bank-{number}.example/uz/kirish havolasi yuborilgan, server manzili 192.0.2.{octet}. Tergov davom etmoqda.
"""

_PROSE = [
    "Потерпевшая пояснила, что о предложении узнала от знакомой, которая сама денег не вкладывала и неизвестных лично не видела.",
    "Ей показали презентацию о доходности, договор обещали прислать позднее, однако никаких документов она так и не получила.",
    "В ходе разговора собеседник торопил её, говорил уверенно, на вопросы о лицензии отвечал, что всё оформлено за рубежом.",
    "Деньги она собирала у родственников, часть суммы взяла в долг у соседей, расписки обязуется представить следствию.",
    "Когда она попросила вернуть вложенное, с неё потребовали оплатить комиссию, затем налог, после чего перестали отвечать.",
    "Телефон и переписку потерпевшая готова предоставить для осмотра, снимки экрана приложены к протоколу на шести листах.",
    "Заявление в банк подано в тот же день, сотрудник банка разъяснил, что операции подтверждены кодами и отозваны быть не могут.",
    "Голос мужчины запомнила, опознать сможет; говорил на русском языке с акцентом, представился сотрудником службы поддержки.",
    "Jabrlanuvchi so‘zlariga ko‘ra, u notanish shaxslar bilan faqat internet orqali muloqot qilgan va ularni hech qachon ko‘rmagan.",
    "Pullar qaytarilmagach, u avval tanishlariga, keyin esa tuman ichki ishlar bo‘limiga ariza bilan murojaat qilgan.",
    "The witness adds that nobody asked her for a passport, and that the amounts shown on the page grew from week to week.",
    "She did not keep the first messages, since the other side had set them to disappear after a day, and she saw no harm in it.",
    "Протокол прочитан вслух, замечаний и дополнений от участников не поступило, права и обязанности разъяснены и понятны.",
]
_TOLD = [
    "Первое письмо пришло с адреса ivan.petrov{number}[at]gmail[.]com в марте, второе потерпевшая удалила не читая.",
    "Вход в кабинет выполнен 14.03.2026 в 23:15 (UTC+5) с IP 203.0.113.{octet}:51820, о чём банк сообщил лишь через неделю.",
    "Страница hxxps://evil-{number}[.]example/login?id={number} открывалась только с телефона, на компьютере выдавалась ошибка.",
    "Звонили с номера +996 700 000 {line:03d}, перезвонить по нему не удалось, абонент находился вне зоны действия сети.",
    "Переписка велась в Телеграме с пользователем @fast_invest{number}, который позднее сменил имя и фотографию.",
    "Сайт pay-{number}.example, по её словам, выглядел как настоящий, с отзывами и адресом офиса в столице.",
    "Havola http://bank-{number}.example/uz/kirish orqali ochilgan sahifada undan karta ma’lumotlari so‘ralgan.",
]
