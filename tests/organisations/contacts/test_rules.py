"""What a contact may say, before anything is stored."""

import pytest

from tocsin.kernel import text
from tocsin.kernel.errors import Invalid
from tocsin.organisations.contacts.rules import ContactIn, check_contact


def test_labels_are_counted_before_they_are_cleaned(monkeypatch: pytest.MonkeyPatch) -> None:
    cleaned: list[str] = []
    monkeypatch.setattr(text, "check_title", lambda value, **_: cleaned.append(value) or value)
    with pytest.raises(Invalid):
        check_contact(ContactIn(name="张伟", labels=[str(n) for n in range(50_000)]))
    assert cleaned == []
    assert check_contact(ContactIn(name="张伟", labels=["客户", "客户", " "])).labels == ["客户"]
