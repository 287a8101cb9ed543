"""Tickets let one user into one set, for an hour."""

import stat

import pytest

from ui.live.tickets import Ticket, TicketOffice, TicketRefused, load_secret

TICKET = Ticket(user="ann", set_id="ab" * 16)


def test_a_ticket_is_good_for_who_it_was_issued_to():
    office = TicketOffice("secret")
    assert office.check(office.issue(TICKET)) == TICKET


def test_forged_damaged_and_old_tickets_are_refused():
    office = TicketOffice("secret")
    good = office.issue(TICKET)
    forged = TicketOffice("other secret").issue(TICKET)
    for bad in (forged, good[:-1], good.swapcase(), "", "x" * 5000):
        with pytest.raises(TicketRefused):
            office.check(bad)
    with pytest.raises(TicketRefused):
        office.check(good, max_age_s=-1)


def test_the_secret_outlives_the_server_and_is_private(tmp_path):
    folder = tmp_path / "new"
    secret = load_secret(folder)
    assert len(secret) == 64
    assert load_secret(folder) == secret
    mode = stat.S_IMODE((folder / "live-secret").stat().st_mode)
    assert mode & 0o077 == 0
