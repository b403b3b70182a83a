"""The invented organisation: the same every time, plausible, fictitious, and fit for the product's own rules."""

from collections import Counter

from tocsin.kernel import text
from tocsin.organisations.sample.rules import cast, people


def test_the_same_every_time() -> None:
    assert people.invent() == people.invent()
    assert people.invent(1000, 1) != people.invent(1000, 2)


def test_three_thousand_people_in_a_tree_five_deep() -> None:
    sample = people.invent()
    assert len(sample.people) == 3000
    assert max(len(path) for path in sample.departments) == 5
    made: set[cast.Path] = set()
    for path in sample.departments:
        assert path[:-1] in made or len(path) == 1
        made.add(path)
    assert len(made) == len(sample.departments)
    assert set(cast.DEPARTMENTS) <= made
    assert {place.department for somebody in sample.people for place in somebody.places} <= made


def test_everybody_has_a_number_of_their_own_that_is_valid_and_fictitious() -> None:
    phones = [somebody.phone for somebody in people.invent().people] + [player.phone for player in cast.CAST]
    assert len(set(phones)) == len(phones)
    assert all(phone.startswith("+861349") and text.phone(phone) == phone for phone in phones)
    numbers = [s.work_no for s in people.invent().people] + [player.work_no for player in cast.CAST if player.work_no]
    assert len(set(numbers)) == len(numbers)


def test_every_name_and_post_passes_the_rules() -> None:
    sample = people.invent()
    everybody = [s.name for s in sample.people] + [player.name for player in cast.CAST]
    assert all(text.check_person_name(name) == name for name in everybody)
    assert all(text.check_title(name) == name for path in sample.departments for name in path)
    assert all(text.check_login_name(player.login_name) == player.login_name for player in cast.CAST)
    posts = {place.post for somebody in sample.people for place in somebody.places if place.post}
    assert all(text.check_title(post) == post for post in posts)


def test_it_looks_like_a_directory() -> None:
    sample = people.invent()
    everybody = Counter(somebody.name for somebody in sample.people)
    assert 1 < everybody.most_common(1)[0][1] < 12
    statuses = Counter(somebody.status for somebody in sample.people)
    assert 0.02 < statuses["invited"] / 3000 < 0.08
    direct = Counter(place.department for s in sample.people for place in s.places)
    of_cast = Counter(place.department for p in cast.CAST for place in p.places)
    assert direct[("教务处",)] + of_cast[("教务处",)] == 32


def test_managers_come_before_those_they_lead() -> None:
    for n, somebody in enumerate(people.invent().people):
        assert somebody.manager is None or somebody.manager < n
