//! The ClientHello.

use super::*;
use crate::client::hello::build;
use crate::facts::Short;
use crate::machine::Retry;
use crate::message::client_hello::{ClientHello, Format};
use crate::registry::suite::{CipherSuite, TLS_EMPTY_RENEGOTIATION_INFO_SCSV, TLS_FALLBACK_SCSV};
use crate::registry::version::{TLS10, TLS11, TLS13};

/// A client that has sent nothing.
fn client(names: &[&str]) -> (Endpoint, Handshake) {
    let (link, h) = connection(Side::Client, None);
    link.configure(|config| {
        config.suites = names.iter().map(|name| suite(name)).collect();
        config.groups = vec![SECP256R1];
        config.options.middlebox_compat = true;
    });
    (link, h)
}

fn hello(link: &Endpoint, h: &mut Handshake) -> Result<ClientHello, Fatal> {
    h.refresh(link);
    if h.retry == Retry::None {
        h.shares.clear();
    }
    ClientHello::read(written(link, h, build)?, Format::Tls)
}

fn suites(hello: &ClientHello) -> Vec<CipherSuite> {
    hello.suites().collect()
}

#[test]
fn the_versions_are_those_that_are_enabled() {
    let (link, mut h) = client(&[TLS13_SUITE, ECDSA]);
    let sent = hello(&link, &mut h).unwrap();
    assert_eq!(sent.legacy_version(), TLS12);
    assert_eq!(link.facts.version.get(), TLS13);
    assert_eq!(link.facts.client_version.get(), TLS12);
    assert_eq!(h.lowest_offered, TLS10);
    link.configure(|config| config.highest = Some(TLS11));
    let none = Fatal::new(alert::INTERNAL_ERROR, Reason::NO_CIPHERS_AVAILABLE);
    assert_eq!(hello(&link, &mut h).err(), Some(none));
    assert_eq!(link.facts.version.get(), TLS11);
    link.configure(|config| config.lowest = Some(TLS13));
    let none = Fatal::new(alert::INTERNAL_ERROR, Reason::NO_PROTOCOLS_AVAILABLE);
    assert_eq!(hello(&link, &mut h).err(), Some(none));
}

#[test]
fn the_suites_end_with_signals() {
    let (link, mut h) = client(&[TLS13_SUITE, ECDSA]);
    let both = [suite(TLS13_SUITE).id, suite(ECDSA).id];
    let safe = [&both[..], &[TLS_EMPTY_RENEGOTIATION_INFO_SCSV]].concat();
    assert_eq!(suites(&hello(&link, &mut h).unwrap()), safe);
    link.configure(|config| config.options.send_fallback = true);
    let fallback = [&safe[..], &[TLS_FALLBACK_SCSV]].concat();
    assert_eq!(suites(&hello(&link, &mut h).unwrap()), fallback);
    // A renegotiation has the extension instead.
    link.finish(&[1; 12], &[2; 12]);
    link.facts.version.set(TLS12);
    h.fixed_version = Some(TLS12);
    h.renegotiates = true;
    let later = [suite(ECDSA).id, TLS_FALLBACK_SCSV];
    assert_eq!(suites(&hello(&link, &mut h).unwrap()), later);
}

#[test]
fn suites_with_pre_shared_keys_need_the_callback() {
    let psk = "TLS_PSK_WITH_AES_128_GCM_SHA256";
    let (link, mut h) = client(&[TLS13_SUITE, psk]);
    assert_eq!(suites(&hello(&link, &mut h).unwrap()).len(), 2);
    link.configure(|config| config.callbacks.psk_client = true);
    assert_eq!(suites(&hello(&link, &mut h).unwrap()).len(), 3);
}

#[test]
fn a_session_is_offered_if_it_can_be_resumed() {
    let session_id = |change: fn(&mut crate::session::Resumable)| {
        let (link, mut h) = client(&[TLS13_SUITE, ECDSA]);
        link.change(|session| {
            session.version = TLS12;
            session.id = Short::new(b"known").unwrap();
            change(session);
        });
        let sent = hello(&link, &mut h).unwrap();
        let is_new = link.has_noted("new_session");
        assert_eq!(is_new, sent.session_id().len() == 32);
        // A server of TLS 1.3 echoes it.
        let echo = link.facts.legacy_session_id.get();
        assert_eq!(*echo, *sent.session_id());
        is_new
    };
    assert!(!session_id(|_| ()));
    assert!(session_id(|session| session.not_resumable = true));
    assert!(session_id(|session| session.id = Short::default()));
    assert!(session_id(|session| session.version = ProtocolVersion(0)));
}

#[test]
fn a_random_session_id_is_for_those_in_between() {
    let (link, mut h) = client(&[TLS13_SUITE, ECDSA]);
    let first = hello(&link, &mut h).unwrap();
    assert_eq!(first.session_id().len(), 32);
    // The answer to a HelloRetryRequest has it again, and the same random value.
    h.retry = Retry::Pending;
    link.facts.suite.set(Some(suite(TLS13_SUITE)));
    let second = hello(&link, &mut h).unwrap();
    assert_eq!(second.session_id(), first.session_id());
    assert_eq!(second.random(), first.random());
    let (link, mut h) = client(&[TLS13_SUITE, ECDSA]);
    link.configure(|config| config.options.middlebox_compat = false);
    let sent = hello(&link, &mut h).unwrap();
    assert!(sent.session_id().is_empty());
    let (link, mut h) = client(&[TLS13_SUITE, ECDSA]);
    link.configure(|config| config.highest = Some(TLS12));
    let sent = hello(&link, &mut h).unwrap();
    assert!(sent.session_id().is_empty());
}

#[test]
fn a_full_renegotiation_offers_no_session() {
    let (link, mut h) = client(&[ECDSA]);
    link.finish(&[1; 12], &[2; 12]);
    link.facts.version.set(TLS12);
    link.facts.client_version.set(TLS12);
    h.fixed_version = Some(TLS12);
    h.renegotiates = true;
    link.change(|session| {
        session.version = TLS12;
        session.id = Short::new(b"known").unwrap();
    });
    let sent = hello(&link, &mut h).unwrap();
    assert_eq!(sent.session_id(), b"known");
    h.new_session = true;
    let sent = hello(&link, &mut h).unwrap();
    assert!(sent.session_id().is_empty());
}
