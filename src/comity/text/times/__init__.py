"""Dates and times in free text, and local times made into instants.

`find_times` reads them out of text in English, Russian, Kazakh, Kyrgyz and Uzbek (Latin and Cyrillic); `resolve` turns a local time
and a zone into an instant, or into two where the clock was set back, or says that it never happened; `near_transition` tells when
the zone of a time needs a second look.
"""

from comity.text.times.find import TimeFinder, TimeMention, find_times, stated_zones
from comity.text.times.zones import near_transition, resolve, time_zone

__all__ = ["TimeFinder", "TimeMention", "find_times", "near_transition", "resolve", "stated_zones", "time_zone"]
