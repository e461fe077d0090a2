"""Settings: defaults that work, and faults named in one sentence without the secret."""

from pathlib import Path

import pytest

from fsp.errors import SettingsError
from fsp.settings import Settings, from_environment

LONG = "0123456789abcdef" * 2


def test_nothing_set_is_a_working_machine() -> None:
    assert from_environment({}) == Settings()


def test_what_is_set_is_taken() -> None:
    settings = from_environment(
        {
            "FSP_DATA_DIR": "/srv/fsp",
            "FSP_PORT": "9000",
            "FSP_BASE_URL": "https://fsp.example/",
            "FSP_JOB_MODULES": "one, two",
            "FSP_SITE_PUBLIC": "no",
            "FSP_ZONE": "Europe/Berlin",
            "FSP_SITE_HOSTS": "Example.org=garden-journal, x.org = x",
            "ALERT_EMAIL_RECIPIENTS": "a@x.org, b@x.org",
        }
    )

    assert (settings.data_dir, settings.port, settings.public_url) == (Path("/srv/fsp"), 9000, "https://fsp.example")
    assert (settings.job_modules, settings.site_is_public, settings.zone) == (("one", "two"), False, "Europe/Berlin")
    assert settings.alert_email_recipients == ("a@x.org", "b@x.org")
    assert settings.site_hosts == ("example.org=garden-journal", "x.org=x")


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("FSP_PORT", "eighty", 'got "eighty"'),
        ("FSP_PORT", "70000", 'got "70000"'),
        ("FSP_LEASE_SECONDS", "1", "5 or more"),
        ("FSP_LOG_LEVEL", "LOUD", "DEBUG, INFO"),
        ("FSP_SITE_PUBLIC", "maybe", "yes or no"),
        ("FSP_BASE_URL", "fsp.example", "http:// or https://"),
        ("DATABASE_URL", "mysql://x", "postgresql://"),
        ("REDIS_URL", "redis://host:notaport", "port number"),
        ("ALERT_EMAIL_RECIPIENTS", "nobody", 'got "nobody"'),
        ("ALERT_EMAIL_SENDER", "nobody", 'got "nobody"'),
        ("ALERT_EMAIL_SENDER", "a@x.org, b@x.org", "one mail address, got 2"),
        ("ALERT_EMAIL_RECIPIENTS", "a@x.org, Ops <b@x..org>", 'got "Ops <b@x..org>": "x..org" is no domain'),
        ("ALERT_EMAIL_RECIPIENTS", "a@x.org\nBcc: b@x.org", r"got .a@x.org\\nBcc"),
        ("FSP_CODE_VERSION", "1\udcff", "half of a character"),
        ("FSP_PORT", "8\n0", r"got .8\\n0"),
        ("FSP_ALERT_ALLOW_INTERNAL", "maybe", "yes or no"),
        ("FSP_ALERT_APPRISE_URLS", "json://x hunter2", "number 2"),
        ("FSP_ZONE", "Berlin", "Europe/Berlin"),
        ("FSP_HEARTBEAT_URL", "ftp://x", "http:// or https://"),
        ("FSP_SMTP_URL", "mail.example", "smtp:// or smtps://"),
        ("FSP_SITE_HOSTS", "example.org", "such as example.org=garden-journal"),
        ("FSP_SITE_HOSTS", "exa mple.org=garden", "such as example.org=garden-journal"),
        ("FSP_SITE_HOSTS", "example.org=a, EXAMPLE.org=b", 'got "example.org" twice'),
    ],
)
def test_a_fault_names_the_variable_and_what_is_wanted(name: str, text: str, says: str) -> None:
    with pytest.raises(SettingsError, match=says) as caught:
        from_environment({name: text})

    assert str(caught.value).startswith(name)


def test_mail_addresses_keep_their_display_names_and_have_ascii_domains() -> None:
    value = '"Doe, Jane" <jane@Bücher.example>, ops@x.org, ops@x.org'

    settings = from_environment({"ALERT_EMAIL_RECIPIENTS": value, "ALERT_EMAIL_SENDER": "FSP <fsp@x.org>"})

    assert settings.alert_email_recipients == ('"Doe, Jane" <jane@xn--bcher-kva.example>', "ops@x.org")
    assert settings.alert_email_sender == "FSP <fsp@x.org>"


def test_a_version_too_long_to_be_stored_is_cut_and_kept_apart_from_others() -> None:
    first, second = (from_environment({"FSP_CODE_VERSION": "版" * 60 + end}).code_version for end in "ab")

    assert first != second
    assert max(len(first.encode()), len(second.encode())) <= 100


def test_a_model_must_be_named_with_its_server() -> None:
    with pytest.raises(SettingsError, match="FSP_LLM_MODEL"):
        from_environment({"FSP_LLM_BASE_URL": "http://127.0.0.1:1/v1"})


@pytest.mark.parametrize("name", ["SENDGRID_API_KEY", "FSP_SMTP_URL"])
def test_mail_needs_somebody_to_go_to(name: str) -> None:
    with pytest.raises(SettingsError, match=f"ALERT_EMAIL_RECIPIENTS must name an address when {name}"):
        from_environment({name: "smtp://mail.example"})


def test_no_secret_is_repeated() -> None:
    with pytest.raises(SettingsError) as caught:
        from_environment({"REDIS_URL": "hunter2-is-my-password"})
    shown = repr(
        from_environment(
            {"FSP_LLM_API_KEY": "sk-hunter2", "FSP_SECRET_KEY": "hunter2" + LONG, "ALERT_WEBHOOK_SECRET": "hunter2"}
        )
    )

    assert "password" not in str(caught.value)
    assert "hunter2" not in shown


def test_the_data_folder_stays_where_it_is_when_the_working_folder_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = from_environment({"FSP_DATA_DIR": "data"})

    monkeypatch.chdir("/")

    assert settings.data_dir == tmp_path / "data"


@pytest.mark.parametrize("key", ["x", "changeme", "a" * 64, "abc" * 20, "short but 31 characters, really"])
def test_a_secret_key_that_can_be_guessed_is_refused(key: str) -> None:
    with pytest.raises(SettingsError, match="FSP_SECRET_KEY must have 32 characters") as caught:
        from_environment({"FSP_SECRET_KEY": key})

    assert key not in str(caught.value) or len(key) == 1


@pytest.mark.parametrize(
    "host", ["0.0.0.0", "::", "0", "0.0", "0x0", "*", "::0", "[::]", "0:0:0:0:0:0:0:0", "::ffff:0.0.0.0"]
)
def test_listening_everywhere_needs_a_proxy_or_a_yes(host: str) -> None:
    with pytest.raises(SettingsError, match="FSP_ALLOW_DIRECT_ACCESS=yes"):
        from_environment({"FSP_HOST": host})

    assert from_environment({"FSP_HOST": host, "FSP_TRUSTED_PROXIES": "1"}).trusted_proxies == 1
    assert from_environment({"FSP_HOST": host, "FSP_ALLOW_DIRECT_ACCESS": "yes"}).allow_direct_access


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "192.0.2.7", "fsp.example"])
def test_one_address_needs_neither(host: str) -> None:
    assert from_environment({"FSP_HOST": host}).host == host


@pytest.mark.parametrize("number", ["-1", "yes", "1.5", "99"])
def test_the_number_of_proxies_is_a_small_whole_number(number: str) -> None:
    with pytest.raises(SettingsError, match="FSP_TRUSTED_PROXIES must be a whole number from 0 to 10"):
        from_environment({"FSP_TRUSTED_PROXIES": number})


def test_the_first_of_several_faults_is_named() -> None:
    with pytest.raises(SettingsError, match="FSP_PORT must be"):
        from_environment({"FSP_ZONE": "Berlin", "FSP_PORT": "eighty", "FSP_RETENTION_DAYS": "soon"})


def test_settings_made_in_code_read_no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FSP_PORT", "9000")
    monkeypatch.setenv("port", "9001")

    assert (Settings().port, from_environment({"port": "9001"}).port) == (8000, 8000)


def test_a_secret_is_in_no_error_of_settings_made_in_code() -> None:
    with pytest.raises(ValueError, match="smtp_url") as caught:
        Settings(smtp_url="hunter2")

    assert "hunter2" not in str(caught.value)


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Settings().port = 9000  # type: ignore[misc]
