"""Which channels a process has, by its settings."""

from __future__ import annotations

from typing import Any

import pytest

from helpdesk.kit.settings import Settings, SettingsError, load
from helpdesk.notify import wired
from helpdesk.notify.gateway import HttpSms
from helpdesk.notify.sms import ConsoleSms

MAIL = {"smtp_url": "smtps://u:p@mail.example.com", "smtp_from": "helpdesk@example.com"}
SMS = {"sms_url": "https://sms.example.com/send", "sms_accepted": "code=0"}


@pytest.mark.parametrize(
    ("given", "channels"),
    [
        pytest.param({"mode": "production"}, {"ROBOT"}, id="nothing set up"),
        pytest.param({"mode": "production", "robots": False}, set(), id="a rehearsal"),
        pytest.param({"mode": "demo"}, {"ROBOT", "SMS"}, id="the console of the demo"),
        pytest.param({"mode": "production", **MAIL, **SMS}, {"ROBOT", "EMAIL", "SMS"}, id="all"),
    ],
)
def test_a_process_has_the_channels_that_are_set_up(given: dict[str, Any], channels: set[str]) -> None:
    assert {guard.port.channel for guard in wired.guards(Settings(**given))} == channels


def test_customers_sms_go_by_the_gateway_where_there_is_one() -> None:
    assert isinstance(wired.sms(Settings(mode="production", **SMS)), HttpSms)  # type: ignore[arg-type]  # texts, as in the environment
    assert isinstance(wired.sms(Settings(mode="production")), ConsoleSms)


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"smtp_url": "smtp://mail.example.com"}, "HELPDESK_SMTP_FROM"),
        ({**MAIL, "smtp_url": "http://mail.example.com"}, "HELPDESK_SMTP_URL"),
        ({**MAIL, "smtp_url": "smtp+plain://u:secret@mail.example.com"}, "in clear"),
        ({**MAIL, "smtp_from": "helpdesk"}, "HELPDESK_SMTP_FROM"),
        ({"sms_url": "sms.example.com"}, "HELPDESK_SMS_URL"),
        ({"sms_headers": "Authorization: x"}, "HELPDESK_SMS_HEADERS"),
        ({"sms_body": '{"to": "{to}"}'}, "HELPDESK_SMS_BODY"),
        ({"sms_accepted": "code"}, "HELPDESK_SMS_ACCEPTED"),
        ({"ticket_url": "https://desk.example.com"}, "HELPDESK_TICKET_URL"),
    ],
)
def test_a_wrong_setting_is_refused_by_name_and_without_its_secret(given: dict[str, Any], named: str) -> None:
    with pytest.raises(SettingsError) as refused:
        load(**given)
    assert named in str(refused.value)
    assert "secret" not in str(refused.value)
