"""Login and address logs of any service as one table: hosting, Cloudflare, Yahoo, Microsoft; columns by their usual names."""

from __future__ import annotations

from comity.readers.tables.mapping import Columns
from comity.readers.tables.reader import TableReader


class GenericLogins(TableReader):
    """One line a login or a use of an address."""

    slug = "generic_logins"
    version = 1
    roles = {"account_id": "account", "actor_id": "account", "device_id": "device"}
    columns = Columns(
        {
            "ts": (
                *("timestamp", "time", "date time", "datetime", "login time", "date", "time utc", "date utc", "timestamp utc", "utc"),
                *(
                    "event time",
                    "created at",
                    "logged at",
                    "access time",
                    "login date",
                    "signin date",
                    "sign in date utc",
                    "edgestarttimestamp",
                ),
                *("дата и время", "дата время", "время", "дата", "время входа", "дата входа", "utc seconds", "date time utc"),
            ),
            "ip": (
                *(
                    "ip",
                    "ip address",
                    "ipaddress",
                    "remote ip",
                    "client ip",
                    "clientip",
                    "source ip",
                    "ipv4",
                    "ip адрес",
                    "айпи",
                    "login ip",
                ),
                *("remote addr", "last ip", "address"),
            ),
            "port": ("port", "source port", "src port", "remote port", "client port", "clientsrcport", "порт"),
            "account_id": (
                *("account", "account id", "user id", "userid", "user", "username", "login", "uid", "subscriber", "email", "логин"),
                *("пользователь", "учетная запись", "id", "user principal name", "name"),
            ),
            "kind": ("action", "event", "event type", "activity", "type", "operation", "событие", "действие", "тип"),
            "device_id": ("device id", "imei", "machine id", "hwid", "deviceid"),
        },
        kind="login",
        kinds={
            **dict.fromkeys(("logout", "log out", "sign out", "signout", "logoff", "выход"), "logout"),
            **dict.fromkeys(("register", "registration", "signup", "sign up", "create account", "регистрация"), "registration"),
            **dict.fromkeys(("password change", "change password", "password reset", "email change", "смена пароля"), "account_change"),
        },
        known=frozenset(
            {"user agent", "useragent", "browser", "country", "city", "region", "status", "result", "device", "os", "asn", "isp", "host"}
        ),
    )
    required = ("ts", "ip")
    sureness = 0.5
