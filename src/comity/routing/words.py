"""Words for people about channels: what comes back, and who signs at home."""

from __future__ import annotations

from comity.model.category import ChannelKind, DataCategory
from comity.text.messages import mark

YIELDS: dict[str, str] = {
    "preservation": mark("the data are kept, nothing is disclosed; ask for a reference and the day it ends"),
    "path": mark("as much traffic data as shows the other providers and the path, and no more"),
    "records": mark("account data or records, at the holder's discretion; ask for a certificate of the record keeper"),
    "emergency": mark("what averts the danger; confirm later by ordinary process"),
    "mla": mark("evidence, subject to the conditions of the requested State"),
    "police": mark("intelligence; no evidence without the sender's consent"),
    "spontaneous": mark("nothing is obtained: information is offered"),
    "order": mark("evidence, under a binding order"),
    "freeze": mark("the asset is held, no data are disclosed; ask for a written confirmation with amount, time and account"),
    "domestic": mark("evidence under your own law"),
}

SIGNS: dict[str, str] = {
    "official_mailbox": mark("investigator, prosecutor or 24/7 unit, from an official mailbox"),
    "competent": mark("the authority competent under your own law; the order of a prosecutor or court is preferred"),
    "court": mark("prosecutor or court"),
    "duty_officer": mark("duty officer, with a supervisor who can be called back"),
    "central": mark("{office}, on behalf of the prosecutor or court"),
    "point": mark("{office}, naming the authority that seeks preservation"),
    "bureau": mark("{office}, or a liaison officer"),
    "holder_of_information": mark("the authority that holds the information"),
    "eu": mark("a judge, court or prosecutor of an EU Member State"),
    "designated": mark("the designated authority of a State with an agreement in force"),
    "same": mark("the authority that asked for the preservation"),
    "restrain": mark("an authority competent to restrain assets under your own law; the order of a prosecutor or court is preferred"),
    "own_law": mark("as your own law of procedure provides"),
}

CATEGORIES: dict[DataCategory, str] = {
    DataCategory.SUBSCRIBER: mark("subscriber information"),
    DataCategory.LOGIN_IP: mark("log-in addresses"),
    DataCategory.TRAFFIC: mark("traffic data"),
    DataCategory.CONTENT: mark("content"),
    DataCategory.REALTIME_TRAFFIC: mark("traffic data in real time"),
    DataCategory.REALTIME_CONTENT: mark("interception of content"),
    DataCategory.KYC: mark("customer file"),
    DataCategory.TRANSACTIONS: mark("transactions"),
    DataCategory.DOMAIN_REGISTRATION: mark("domain registration"),
    DataCategory.PRESERVATION: mark("preservation"),
    DataCategory.ASSET_RESTRAINT: mark("restraint of assets"),
    DataCategory.INTELLIGENCE: mark("intelligence"),
}

CHANNELS: dict[ChannelKind, str] = {
    ChannelKind.PRESERVATION: mark("preservation request to the provider"),
    ChannelKind.PRESERVATION_24_7: mark("preservation through the 24/7 network"),
    ChannelKind.EXTENSION: mark("extension of a preservation"),
    ChannelKind.VOLUNTARY: mark("voluntary disclosure"),
    ChannelKind.EMERGENCY: mark("emergency disclosure"),
    ChannelKind.MLA: mark("mutual legal assistance"),
    ChannelKind.POLICE: mark("police-to-police co-operation"),
    ChannelKind.SPONTANEOUS: mark("spontaneous information"),
    ChannelKind.SECOND_PROTOCOL: mark("Second Additional Protocol"),
    ChannelKind.EU_ORDER: mark("European order"),
    ChannelKind.CLOUD_ACT: mark("order under a CLOUD Act agreement"),
    ChannelKind.ASSET_FREEZE: mark("freeze by the exchange or issuer"),
    ChannelKind.DOMESTIC: mark("order at home"),
}
