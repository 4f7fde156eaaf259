"""Subscriber identities of mobile networks (IMSI): which country the first three digits name.

Source: ITU-T Recommendation E.212, list of mobile country codes; the states below are those that the knowledge base speaks of.
"""

from __future__ import annotations

_CODES = (
    "AE424 AF412 AL276 AM283 AT232 AU505 AZ400 BA218 BE206 BG284 BR724 BY257 CA302 CH228 CN460 CY280 CZ230 DE262 DK238 EE248 "
    "EG602 ES214 FI244 FR208 GB234 GB235 GE282 GE289 GR202 HK454 HR219 HU216 ID510 IE272 IL425 IN404 IN405 IN406 IQ418 IR432 "
    "IS274 IT222 JO416 JP440 JP441 KG437 KR450 KW419 KZ401 LB415 LI295 LT246 LU270 LV247 MC212 MD259 ME297 MK294 MN428 MT278 "
    "MX334 MY502 NG621 NL204 NO242 NZ530 OM422 PH515 PK410 PL260 PS425 PT268 QA427 RO226 RS220 RU250 SA420 SE240 SG525 SI293 "
    "SK231 SY417 TH520 TJ436 TM438 TR286 TW466 UA255 US310 US311 US312 US313 US314 US315 US316 UZ434 VG348 VN452 XK221 YE421 "
    "ZA655 "
)
COUNTRY_OF_CODE = {entry[2:]: entry[:2] for entry in _CODES.split()}
"""ISO 3166-1 code of each mobile country code."""


def imsi_country(imsi: str) -> str | None:
    """Name the state of an IMSI by its first three digits; None where the list does not hold them.

    Args:
        imsi: digits only.
    """
    return COUNTRY_OF_CODE.get(imsi[:3])
