import ssl
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from mockserver.core.problem import UnavailableError
from mockserver.delivery import Authority, can_make_certificates


def test_certificates_are_made_once_whoever_asks_first():
    authority = Authority()

    with ThreadPoolExecutor(8) as pool:
        made = {pool.submit(authority.receiver_pem).result() for _ in range(8)}

    assert len(made) == 1
    assert authority.receiver_pem() in made


def test_two_servers_have_two_authorities():
    assert Authority().ca_pem() != Authority().ca_pem()


def test_the_receivers_file_holds_a_key_and_a_certificate_the_authoritys_only_a_certificate():
    authority = Authority()

    assert b"PRIVATE KEY" in authority.receiver_pem()
    assert b"CERTIFICATE" in authority.receiver_pem()
    assert b"PRIVATE KEY" not in authority.ca_pem()


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "127.8.8.8"])
def test_this_machine_is_trusted_by_our_authority_alone(address):
    authority = Authority()
    ours = ssl.create_default_context(cadata=authority.ca_pem().decode())

    context = authority.context(address)

    assert context.get_ca_certs(binary_form=True) == ours.get_ca_certs(binary_form=True)
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)


@pytest.mark.parametrize("address", ["8.8.8.8", "fe80::1%eth0"])
def test_elsewhere_the_systems_authorities_are_trusted_and_ours_is_not(address):
    authority = Authority()
    ours = authority.context("127.0.0.1").get_ca_certs(binary_form=True)

    context = authority.context(address)

    assert not set(ours) & set(context.get_ca_certs(binary_form=True))
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)


def test_without_the_extra_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "trustme", None)

    with pytest.raises(UnavailableError, match=r"pip install 'klingmock\[tls\]'"):
        Authority().ca_pem()


def test_it_is_known_whether_the_extra_is_there():
    assert can_make_certificates()
