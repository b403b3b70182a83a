"""The pure rules: limits, delays, passwords, devices, addresses."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from zxcvbn.matching import L33T_TABLE, enumerate_l33t_subs, relevant_l33t_subtable

from tocsin.accounts import rules
from tocsin.accounts.refusals import PasswordBadCharacter, PasswordLong, PasswordShort, PasswordWeak
from tocsin.accounts.rules import Failures, Patience, Rate
from tocsin.kernel.callers import network_of

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_a_rate_waits_for_the_oldest_that_counts() -> None:
    rates = (Rate(1, MINUTE), Rate(3, timedelta(hours=1)))
    assert rules.wait_for(rates, [], NOON) == timedelta()
    assert rules.wait_for(rates, [NOON - 20 * timedelta(seconds=1)], NOON) == timedelta(seconds=40)
    three = [NOON - 2 * MINUTE, NOON - 10 * MINUTE, NOON - 50 * MINUTE]
    assert rules.wait_for(rates, three, NOON) == 10 * MINUTE
    assert rules.wait_for(rates, [one - timedelta(hours=1) for one in three], NOON) <= timedelta()


@given(st.integers(0, 500), st.integers(1, 60))
def test_patience_never_shrinks_with_failures(failures: int, step: int) -> None:
    patience = Patience(5, timedelta(seconds=5), step)
    assert timedelta() <= patience.delay(failures) <= patience.delay(failures + 1) <= timedelta(minutes=15)
    assert (patience.delay(failures) > timedelta()) == (failures >= 5)


def test_the_owner_is_not_locked_out_by_strangers() -> None:
    many = Failures(0, None, 500, NOON, 0, None, known_here=True)
    assert rules.wait_after(many, NOON) == timedelta()
    stranger = Failures(0, None, 500, NOON, 0, None, known_here=False)
    assert rules.wait_after(stranger, NOON) == timedelta(minutes=15)


@pytest.mark.parametrize(
    ("password", "about", "refusal"),
    [
        ("Xk2#p9q", (), PasswordShort),
        ("password1", (), PasswordWeak),
        ("woaini1314", (), PasswordWeak),
        ("zhangwei1988", ("zhangwei",), PasswordWeak),
        ("13800138000", (), PasswordWeak),
        ("+8613912345678", ("+8613912345678",), PasswordWeak),
        ("qwertyuiop[]", (), PasswordWeak),
        ("good enough\x00words here", (), PasswordBadCharacter),
        ("good enough\u202ewords here", (), PasswordBadCharacter),
        ("long" * 33, (), PasswordLong),
    ],
)
def test_passwords_that_are_refused(password: str, about: tuple[str, ...], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        rules.check_password(password, about)


@pytest.mark.parametrize(
    "password",
    ["correct horse battery", "duo-sheng qing yuan 42", "铎声清远山高月小水落石出", "x" * 0 + "vJ8$kq!2Lm0p"],
)
def test_passwords_that_are_taken(password: str) -> None:
    assert rules.check_password(password, ("张伟", "zhangwei")) == password


def test_a_password_is_the_same_from_every_keyboard() -> None:
    composed, decomposed = "caf\u00e9 verano azul 91", "cafe\u0301 verano azul 91"
    assert rules.check_password(decomposed) == rules.check_password(composed) == composed


def test_codes_are_six_digits_and_vary() -> None:
    codes = {rules.new_code() for _ in range(200)}
    assert all(len(code) == 6 and code.isdecimal() for code in codes)
    assert len(codes) > 190


@pytest.mark.parametrize(
    ("agent", "name", "kind"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36", "Chrome · Windows", "desktop"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge · Windows", "desktop"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14) AppleWebKit/605 Version/19 Safari/605", "Safari · macOS", "desktop"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605 Mobile/15E Safari/604", "Safari · iPhone", "mobile"),
        ("Mozilla/5.0 (Linux; Android 16; PLK) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36 MicroMessenger/8", "WeChat · Android", "mobile"),
        ("Mozilla/5.0 (Linux; Android 16; Tab) AppleWebKit/537.36 Chrome/140.0 Safari/537.36", "Chrome · Android", "tablet"),
        ("Mozilla/5.0 (Phone; OpenHarmony 5.0) AppleWebKit/537.36 Chrome/132.0 HuaweiBrowser/5 Mobile", "Huawei Browser · HarmonyOS", "mobile"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0", "Firefox · Linux", "desktop"),
        ("python-httpx/0.28.1", "python-httpx", "program"),
        ("", "API", "program"),
        ("<script>alert(1)</script>", "API", "program"),
    ],
)  # fmt: skip
def test_devices_are_named_as_their_owner_knows_them(agent: str, name: str, kind: str) -> None:
    assert rules.device_of(agent) == rules.Device(name, kind)  # type: ignore[arg-type]


@given(st.text(max_size=400))
def test_no_user_agent_makes_a_bad_name(agent: str) -> None:
    device = rules.device_of(agent)
    assert 0 < len(device.name) <= 60
    assert device.name.isprintable()


@pytest.mark.parametrize(
    ("address", "masked", "network"),
    [
        ("120.36.7.9", "120.36.*.*", "120.36.7.9"),
        ("::ffff:120.36.7.9", "120.36.*.*", "120.36.7.9"),
        ("2408:8400:1a2b:3c4d::1", "2408:8400:1a2b::*", "2408:8400:1a2b:3c4d::/64"),
        ("local", "—", "local"),
    ],
)
def test_addresses_are_masked_and_counted_by_customer(address: str, masked: str, network: str) -> None:
    assert rules.mask_address(address) == masked
    assert network_of(address) == network


def test_tokens_carry_256_bits_and_a_mark() -> None:
    tokens = {rules.new_token() for _ in range(100)}
    assert len(tokens) == 100
    assert all(token.startswith("tcs_") and len(token) == 4 + 43 for token in tokens)


@pytest.mark.parametrize("password", ["4@8({[<3691!|71!|05$7+%2" * 3, "%2+$0|!1963<[{(8@4" * 4, "4@({[<691!|7$5+7" * 8])
def test_a_password_of_all_signs_that_stand_for_letters_is_judged_soon(password: str) -> None:
    said = rules.judged(password)
    assert len(enumerate_l33t_subs(relevant_l33t_subtable(said, L33T_TABLE))) <= 64
    assert len(said) == 72
    assert len(set(said)) == len(set(password[:72]))
    assert rules.check_password(password) == password


def test_signs_that_stand_for_letters_are_seen_through() -> None:
    assert rules.judged("p4$$w0rd1") == "p4$$w0rd1"
    with pytest.raises(PasswordWeak):
        rules.check_password("p4$$w0rd1")
