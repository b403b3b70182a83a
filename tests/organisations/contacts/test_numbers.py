"""A whole number that finds another's contact says what the mask hides: it stands on the record like a look (ORG-2)."""

from tests.organisations.contacts.test_contacts import add, found, keeper, kinds
from tests.organisations.stage import Organisation, new_phone


async def test_a_number_that_finds_anothers_contact_is_on_the_record(school: Organisation) -> None:
    sales, other = await keeper(school), await school.member()
    phone = new_phone()
    one = await add(sales, phone=phone)

    async def searched(q: str) -> list[str]:
        answer = await other.client.json("POST", "/api/search", json={"q": q, "kind": "contacts"})
        return [hit["id"] for section in answer["sections"] for hit in section["items"]]

    assert await found(sales, q=phone) == ["李建国"]
    assert await found(other, q="李建国") == await found(other, q=phone[-4:]) == ["李建国"]
    assert await found(other, q=new_phone()) == []
    assert await kinds(school) == ["_added"], "one's own, names, ends, and numbers of nobody tell nothing"
    assert await found(other, q=f"+86 {phone}") == ["李建国"]
    assert await searched(phone) == [one]
    assert await kinds(school) == ["_added", "_viewed", "_viewed"]
