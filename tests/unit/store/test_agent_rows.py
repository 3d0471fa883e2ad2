"""Rows of agents that were written when less was known of agents."""

from __future__ import annotations

from dialora.store.agent_rows import read_agent, read_business, write_agent
from worlds import tenancy

AGENT = tenancy("Bright Smile Dental", "+12125550123", "dental").agent


def test_an_agent_comes_back_as_it_was() -> None:
    assert read_agent(write_agent(AGENT)) == AGENT


def test_a_row_of_before_there_were_speeds_special_days_and_several_people_still_reads() -> None:
    row = write_agent(AGENT)
    del row["voice_speed"]
    business = row["business"]
    (person,) = business.pop("transfers")
    business["transfer"] = {"name": person["name"], "number": person["number"]}
    del business["hours"]["special"]
    for service in business["services"]:
        del service["price_from"]
    assert read_agent(row) == AGENT
    assert read_business(business) == AGENT.business


def test_a_row_without_anybody_to_hand_over_to_reads_too() -> None:
    business = write_agent(AGENT)["business"]
    del business["transfers"]
    business["transfer"] = None
    assert read_business(business).transfers == ()
