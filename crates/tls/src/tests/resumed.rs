//! Sessions that are resumed, by ticket, by id, and by keys from elsewhere; and those that are not.

use std::ffi::CString;

use super::pair::Pair;
use crate::cipher::Cipher;
use crate::error::{Fatal, Reason};
use crate::facts::{EarlyData, Short};
use crate::machine::{EarlyState, Outcome};
use crate::registry::alert;
use crate::registry::group::{SECP256R1, SECP384R1, X25519};
use crate::registry::suite::{
    TLS_AES_128_GCM_SHA256, TLS_AES_256_GCM_SHA384, TLS_CHACHA20_POLY1305_SHA256,
};
use crate::registry::version::{ProtocolVersion, TLS12, TLS13};
use crate::session::Resumable;

/// A first handshake, whose tickets have come.
fn first(version: ProtocolVersion) -> Pair {
    complete(Pair::new().only(version))
}

fn complete(mut pair: Pair) -> Pair {
    pair.finish();
    pair.talk();
    pair
}

/// A handshake succeeds, and both sides agree whether it resumes.
fn finish(mut pair: Pair, resumes: bool) -> Pair {
    pair.finish();
    let hits = [pair.client.facts.hit.get(), pair.server.facts.hit.get()];
    assert_eq!(hits, [resumes; 2], "{}", pair.journals());
    pair.talk();
    pair
}

/// Changes the session that the client offers.
fn offer(pair: &Pair, change: impl FnOnce(&mut Resumable)) {
    let session = pair.client.session.borrow().clone();
    let session = session.expect("a session");
    let mut session = session.borrow_mut();
    change(&mut session.data);
}

/// The session of a side.
fn session(side: &super::endpoint::Peer) -> Resumable {
    let session = side.session.borrow().clone();
    let session = session.expect("a session");
    let data = session.borrow().data.clone();
    data
}

/// Changes what the server finds.
fn store(pair: &Pair, change: impl Fn(&mut Resumable)) {
    for session in pair.server.store.sealed.borrow_mut().values_mut() {
        change(&mut session.data);
    }
    for session in pair.server.store.cache.borrow().values() {
        change(&mut session.borrow_mut().data);
    }
}

fn suite(id: crate::registry::suite::CipherSuite) -> &'static Cipher {
    Cipher::find(id).expect("a suite")
}

#[test]
fn tickets_resume_in_both_versions() {
    for version in [TLS12, TLS13] {
        let first = first(version);
        let secret = session(&first.client).secret;
        let pair = finish(first.again(), true);
        assert!(pair.server.has_noted("callback open_ticket"));
        if version == TLS12 {
            assert_eq!(session(&pair.client).secret, secret);
            assert_eq!(session(&pair.server).secret, secret);
            assert!(!pair.server.has_noted("callback seal"));
        }
        finish(pair.again(), true);
    }
}

#[test]
fn ids_resume_in_both_versions() {
    for version in [TLS12, TLS13] {
        let pair = Pair::new().only(version);
        pair.server
            .configure(|config| config.options.no_ticket = true);
        let first = complete(pair);
        let pair = finish(first.again(), true);
        assert!(pair.server.has_noted("callback lookup"));
        assert!(!pair.server.has_noted("callback open_ticket"));
        assert!(!pair.server.has_noted("callback seal"));
    }
}

#[test]
fn a_ticket_of_tls12_may_be_renewed() {
    let first = first(TLS12);
    let pair = first.again();
    pair.server.on.renew.set(|_| true);
    let old = session(&pair.client);
    let pair = finish(pair, true);
    assert!(pair.server.has_noted("callback seal"));
    let new = session(&pair.client);
    assert_ne!(new.ticket, old.ticket);
    assert_ne!(new.id, old.id);
    assert_eq!(new.secret, old.secret);
    // A resumed session has no hint, and the old session goes.
    assert_eq!(new.ticket_lifetime, 0);
    assert!(pair.client.has_noted("forget_session"));
    assert!(pair.client.has_noted("copy_session"));
    finish(pair.again(), true);
}

#[test]
fn a_first_ticket_of_tls12_gives_the_session_its_id() {
    let first = first(TLS12);
    let session = session(&first.client);
    assert_eq!(session.ticket.as_deref(), Some(&b"ticket 1"[..]));
    assert_eq!(session.ticket_lifetime, 7200);
    let id = crate::schedule::Hash::SHA256.digest(b"ticket 1").unwrap();
    assert_eq!(&session.id[..], id.as_ref());
    assert!(!first.client.has_noted("copy_session"));
}

#[test]
fn each_ticket_of_tls13_has_a_session_of_its_own() {
    let first = first(TLS13);
    let tickets = first.client.tickets.borrow();
    let sessions: Vec<_> = tickets.iter().map(|t| t.borrow().data.clone()).collect();
    assert_eq!(sessions.len(), 2);
    assert_ne!(sessions[0].ticket, sessions[1].ticket);
    assert_ne!(sessions[0].id, sessions[1].id);
    assert_ne!(sessions[0].secret, sessions[1].secret);
    assert_ne!(sessions[0].ticket_age_add, sessions[1].ticket_age_add);
    assert_eq!(sessions[0].ticket_lifetime, 7200);
    assert_eq!(first.server.facts.sent_tickets.get(), 2);
    assert_eq!(first.server.facts.next_nonce.get(), 2);
    let noted = first.server.noted(&["copy_session", "end_ticket", "done"]);
    let expected = [
        "done but for more",
        "end_ticket",
        "copy_session",
        "end_ticket",
        "done quietly",
    ];
    assert_eq!(noted, expected);
    for (session, kept) in sessions.iter().zip(["ticket 1", "ticket 2"]) {
        let sealed = first.server.store.sealed.borrow();
        let sealed = &sealed[kept.as_bytes()].data;
        assert_eq!(session.secret, sealed.secret);
        assert_eq!(session.ticket_age_add, sealed.ticket_age_add);
    }
}

#[test]
fn a_resumed_session_of_tls13_gets_one_ticket_if_it_needs_one() {
    for renews in [false, true] {
        let pair = first(TLS13).again();
        pair.server.on.renew.set(move |_| renews);
        let pair = finish(pair, true);
        assert_eq!(pair.server.facts.sent_tickets.get(), usize::from(renews));
        assert_eq!(pair.client.tickets.borrow().len(), usize::from(renews));
    }
}

#[test]
fn the_lifetime_of_a_ticket_of_tls13_is_a_week_at_most() {
    let mut pair = Pair::new();
    pair.server
        .on
        .client_hello
        .set(|_| Ok(crate::link::Answer::Continue));
    pair.server
        .on
        .verify
        .set(|_| Ok(crate::link::Answer::Continue));
    pair.server
        .configure(|config| config.callbacks.alpn_select = true);
    pair.client
        .configure(|config| config.alpn = b"\x01a".to_vec());
    pair.server.on.select_alpn.set(|server| {
        let session = server.session.borrow().clone().expect("a session");
        session.borrow_mut().data.timeout = 1_000_000;
        Ok(Some(b"a".to_vec()))
    });
    pair.finish();
    pair.talk();
    assert_eq!(session(&pair.client).ticket_lifetime, 604_800);
    assert_eq!(session(&pair.client).alpn.as_deref(), Some(&b"a"[..]));
}

#[test]
fn a_program_may_want_no_ticket() {
    for version in [TLS12, TLS13] {
        let mut pair = Pair::new().only(version);
        pair.server.on.seal.set(|_| false);
        pair.finish();
        pair.talk();
        assert!(pair.client.tickets.borrow().is_empty());
        assert_eq!(session(&pair.client).ticket, None);
        if version == TLS13 {
            assert_eq!(pair.server.facts.sent_tickets.get(), 2);
        }
    }
}

#[test]
fn a_ticket_may_be_asked_for_later() {
    let mut pair = first(TLS13);
    pair.server.take_journal();
    pair.server.handshake.extra_tickets = 2;
    assert_eq!(pair.server.advance(), Outcome::Done);
    pair.exchange();
    assert_eq!(pair.client.tickets.borrow().len(), 4);
    assert_eq!(pair.server.handshake.extra_tickets, 0);
    let noted = pair.server.noted(&["done"]);
    assert_eq!(noted, ["done quietly"]);
    finish(pair.again(), true);
}

#[test]
fn a_retry_has_binders_again() {
    let first = first(TLS13);
    let pair = first.again();
    pair.server
        .configure(|config| config.groups = vec![SECP384R1]);
    let pair = finish(pair, true);
    let sent = pair.client.noted(&["send"]);
    let hellos = sent.iter().filter(|sent| *sent == "send CLIENT_HELLO");
    assert_eq!(hellos.count(), 2);
    // The session that was given out keeps its group.
    assert_eq!(session(&pair.client).group, Some(SECP384R1));
    assert_eq!(session(&first.client).group, Some(X25519));
    assert!(pair.client.has_noted("copy_session"));
}

#[test]
fn a_session_of_another_hash_is_not_resumed() {
    let only = |id| move |config: &mut crate::config::Config| config.suites = vec![suite(id)];
    let pair = Pair::new();
    pair.server.configure(only(TLS_AES_256_GCM_SHA384));
    let first = complete(pair);
    let pair = first.again();
    pair.server.configure(only(TLS_AES_128_GCM_SHA256));
    let pair = finish(pair, false);
    assert!(pair.server.has_noted("drop"));
    assert_eq!(pair.client.tickets.borrow().len(), 2);
    // Another suite with the same hash will do.
    let pair = pair.again();
    pair.server.configure(only(TLS_CHACHA20_POLY1305_SHA256));
    finish(pair, true);
}

#[test]
fn after_a_retry_a_session_of_another_hash_is_not_offered() {
    let first = first(TLS13);
    assert_eq!(
        session(&first.client).suite,
        Some(suite(TLS_AES_256_GCM_SHA384))
    );
    let pair = first.again();
    pair.server.configure(|config| {
        config.suites = vec![suite(TLS_AES_128_GCM_SHA256)];
        config.groups = vec![SECP256R1];
    });
    let pair = finish(pair, false);
    let opened = pair.server.noted(&["callback"]);
    let opened = opened
        .iter()
        .filter(|noted| *noted == "callback open_ticket");
    assert_eq!(opened.count(), 1);
}

#[test]
fn a_session_of_another_context_is_not_resumed() {
    for version in [TLS12, TLS13] {
        let first = first(version);
        let pair = first.again();
        store(&pair, |session| {
            session.context = Short::new(b"other").unwrap()
        });
        let pair = finish(pair, false);
        // It gets a new ticket.
        assert!(pair.server.has_noted("callback seal"));
    }
}

#[test]
fn a_session_of_another_version_is_not_resumed() {
    for (version, other) in [(TLS12, TLS13), (TLS13, TLS12)] {
        let first = first(version);
        let pair = first.again();
        store(&pair, |session| session.version = other);
        finish(pair, false);
    }
}

#[test]
fn an_old_session_is_not_resumed() {
    for (version, no_ticket) in [(TLS12, false), (TLS12, true), (TLS13, false), (TLS13, true)] {
        let pair = Pair::new().only(version);
        pair.server
            .configure(|config| config.options.no_ticket = no_ticket);
        let first = complete(pair);
        let pair = first.again();
        store(&pair, |session| session.time -= 7201);
        let pair = finish(pair, false);
        assert!(pair.server.has_noted("timeout"));
        let from_cache = version == TLS12 && no_ticket;
        assert_eq!(pair.server.has_noted("drop expired"), from_cache);
    }
}

#[test]
fn clients_are_not_verified_without_a_context() {
    for version in [TLS12, TLS13] {
        let first = first(version);
        let mut pair = first.again();
        pair.server.configure(|config| config.verify.peer = true);
        pair.fail_server(Fatal::new(
            alert::INTERNAL_ERROR,
            Reason::SESSION_ID_CONTEXT_UNINITIALIZED,
        ));
    }
}

#[test]
fn the_extended_master_secret_is_kept() {
    let first = first(TLS12);
    let mut pair = first.again();
    pair.client
        .configure(|config| config.options.no_extended_master_secret = true);
    pair.fail_server(Fatal::new(
        alert::HANDSHAKE_FAILURE,
        Reason::INCONSISTENT_EXTMS,
    ));
    let pair = first.again();
    store(&pair, |session| session.extended_master_secret = false);
    finish(pair, false);
}

#[test]
fn the_binder_is_checked_first() {
    let pair = || {
        let pair = first(TLS13).again();
        store(&pair, |session| session.version = TLS12);
        pair
    };
    let mut other_secret = pair();
    offer(&other_secret, |session| session.secret[0] ^= 1);
    other_secret.fail_server(Fatal::new(
        alert::ILLEGAL_PARAMETER,
        Reason::BINDER_DOES_NOT_VERIFY,
    ));
    assert!(other_secret.server.has_noted("drop"));
    finish(pair(), false);
}

#[test]
fn a_ticket_that_nobody_knows_is_no_error() {
    for version in [TLS12, TLS13] {
        let pair = first(version).again();
        pair.server.store.sealed.take();
        let pair = finish(pair, false);
        assert!(pair.server.has_noted("callback seal"));
    }
}

#[test]
fn a_ticket_that_is_too_old_is_not_offered() {
    // A second is taken off the age.
    for (age, resumes) in [(7201, true), (7202, false)] {
        let pair = first(TLS13).again();
        store(&pair, |session| session.timeout = 10_000);
        pair.client.clock.set(pair.client.clock.get() + age);
        pair.server.clock.set(pair.client.clock.get());
        let pair = finish(pair, resumes);
        assert_eq!(pair.server.has_noted("callback open_ticket"), resumes);
    }
}

/// Both programs know a key from elsewhere.
fn with_psk(pair: Pair, suite: &'static Cipher) -> Pair {
    let session = Resumable {
        version: TLS13,
        suite: Some(suite),
        secret: vec![7; 32].into(),
        time: 1_800_000_000,
        timeout: 7200,
        ..Resumable::default()
    };
    for peer in [&pair.client, &pair.server] {
        peer.on
            .psk
            .replace(Some((b"name".to_vec(), session.clone())));
    }
    pair.client
        .configure(|config| config.callbacks.psk_use_session = true);
    pair.server
        .configure(|config| config.callbacks.psk_find_session = true);
    pair
}

/// Both programs know a key by callbacks that know no sessions.
fn with_old_psk(pair: Pair) -> Pair {
    for peer in [&pair.client, &pair.server] {
        let name = CString::from(c"name");
        peer.on.old_psk.replace(Some((name, vec![7; 32], 32)));
    }
    pair.client
        .configure(|config| config.callbacks.psk_client = true);
    pair.server
        .configure(|config| config.callbacks.psk_server = true);
    pair
}

fn only_sha256(pair: Pair) -> Pair {
    pair.configure(|config| config.suites = vec![suite(TLS_AES_128_GCM_SHA256)])
}

#[test]
fn keys_from_elsewhere_resume() {
    let pair = with_psk(Pair::new(), suite(TLS_AES_256_GCM_SHA384));
    finish(pair, true);
    finish(with_old_psk(only_sha256(Pair::new())), true);
}

#[test]
fn a_key_of_another_hash_is_passed_over() {
    let pair = finish(with_old_psk(Pair::new()), false);
    assert!(pair.server.has_noted("drop"));
}

#[test]
fn keys_from_elsewhere_survive_a_retry() {
    let pair = with_psk(Pair::new(), suite(TLS_AES_256_GCM_SHA384));
    pair.server
        .configure(|config| config.groups = vec![SECP384R1]);
    let pair = finish(pair, true);
    assert!(pair.client.has_noted("callback use_psk None"));
    assert!(pair.client.has_noted("callback use_psk Some(Sha384)"));
}

#[test]
fn after_a_retry_a_key_of_another_hash_is_the_programs_mistake() {
    let mut pair = with_psk(Pair::new(), suite(TLS_AES_128_GCM_SHA256));
    pair.server.configure(|config| {
        config.groups = vec![SECP384R1];
        config.suites = vec![suite(TLS_AES_256_GCM_SHA384)];
    });
    pair.fail_client(Fatal::new(alert::INTERNAL_ERROR, Reason::BAD_PSK));
}

#[test]
fn a_ticket_stands_before_a_key_from_elsewhere() {
    let first = first(TLS13);
    let both = || with_psk(first.again(), suite(TLS_AES_256_GCM_SHA384));
    let pair = finish(both(), true);
    assert!(pair.client.has_noted("drop"));
    assert!(!pair.client.has_noted("adopt"));
    // The server knows the second alone.
    let pair = both();
    pair.server.store.sealed.take();
    let pair = finish(pair, true);
    assert!(pair.client.has_noted("adopt"));
    assert_eq!(pair.server.handshake.psk_identity, 1);
}

#[test]
fn a_session_without_a_key_share() {
    let allow = |config: &mut crate::config::Config| config.options.allow_no_dhe_kex = true;
    // With a common group there is a share nevertheless.
    let first = complete(Pair::new().configure(allow));
    let pair = finish(first.again(), true);
    assert!(pair.client.facts.exchanged.get());
    let pair = pair.again();
    pair.server
        .configure(|config| config.groups = vec![SECP384R1]);
    pair.client.configure(|config| config.groups = vec![X25519]);
    let pair = finish(pair, true);
    assert!(!pair.client.facts.exchanged.get() && !pair.server.facts.exchanged.get());
    assert!(pair.server.facts.share.borrow().is_none());
}

#[test]
fn without_a_common_group_a_session_needs_the_mode() {
    let pair = first(TLS13).again();
    pair.server
        .configure(|config| config.groups = vec![SECP384R1]);
    pair.client.configure(|config| config.groups = vec![X25519]);
    let mut pair = pair;
    pair.fail_server(Fatal::new(
        alert::HANDSHAKE_FAILURE,
        Reason::NO_SUITABLE_KEY_SHARE,
    ));
}

#[test]
fn single_use_tickets_serve_once() {
    let pair = Pair::new();
    pair.server.configure(|config| config.max_early_data = 100);
    let first = complete(pair);
    assert_eq!(session(&first.client).max_early_data, 100);
    let pair = finish(first.again(), true);
    assert!(pair.server.has_noted("take"));
    finish(first.again(), false);
    // Sealed tickets may be used again.
    let pair = Pair::new();
    pair.server.configure(|config| {
        config.max_early_data = 100;
        config.options.no_anti_replay = true;
    });
    let first = complete(pair);
    finish(first.again(), true);
    finish(first.again(), true);
}

/// The client sends early data with its hello. The server does not read any.
fn with_early_data(pair: &mut Pair, data: &[u8]) {
    offer(pair, |session| session.max_early_data = 1_000_000);
    write_early_data(pair, data);
}

fn write_early_data(pair: &mut Pair, data: &[u8]) {
    pair.client.handshake.early = EarlyState::Connecting;
    assert_eq!(pair.client.advance(), Outcome::Done);
    data.chunks(1000).for_each(|data| pair.client.write(data));
    pair.client.handshake.early = EarlyState::FinishedWriting;
    go_on(&mut pair.client);
}

/// The handshake was not over in truth.
fn go_on(peer: &mut super::endpoint::Peer) {
    peer.outcome = None;
    peer.in_init.set(true);
    peer.reader.borrow_mut().rules_mut().in_handshake = true;
}

#[test]
fn early_data_is_passed_over() {
    for (retries, length) in [(false, 5), (true, 5), (false, 16_384), (true, 16_000)] {
        let mut pair = first(TLS13).again();
        if retries {
            pair.server
                .configure(|config| config.groups = vec![SECP384R1]);
        }
        with_early_data(&mut pair, &vec![7; length]);
        let pair = finish(pair, true);
        assert_eq!(pair.server.facts.early_data.get(), EarlyData::Rejected);
        assert_eq!(pair.client.facts.early_data.get(), EarlyData::Rejected);
        let rules = pair.server.noted(&["rule"]);
        let skips = rules.iter().filter(|rule| rule.contains("SkipEarlyData"));
        let skips: Vec<_> = skips.collect();
        assert_eq!(
            skips,
            [
                "rule SkipEarlyData(Some(16384))",
                "rule SkipEarlyData(None)"
            ]
        );
    }
}

#[test]
fn too_much_early_data_is_not_passed_over() {
    for (retries, limit) in [(false, 16_384), (true, 16_384), (false, 0)] {
        let mut pair = first(TLS13).again();
        pair.server
            .configure(|config| config.recv_max_early_data = limit);
        if retries {
            pair.server
                .configure(|config| config.groups = vec![SECP384R1]);
        }
        with_early_data(&mut pair, &[7; 17_000]);
        pair.drive();
        let fatal = Fatal::new(alert::UNEXPECTED_MESSAGE, Reason::TOO_MUCH_EARLY_DATA);
        assert_eq!(pair.server.failure(), Some(fatal), "{}", pair.journals());
    }
}

/// A server reads the early data of a client.
fn read_early_data(mut pair: Pair) {
    pair.server.configure(|config| {
        config.max_early_data = 1000;
        config.options.no_anti_replay = true;
    });
    pair.server.handshake.early = EarlyState::Accepting;
    write_early_data(&mut pair, b"early");
    pair.server.deliver(&pair.client.take_output());
    assert_eq!(pair.server.advance(), Outcome::Done, "{}", pair.journals());
    pair.server.read();
    assert_eq!(pair.server.received.take(), b"early");
    pair.server.handshake.early = EarlyState::Reading;
    go_on(&mut pair.server);
    let pair = finish(pair, true);
    for side in [&pair.client, &pair.server] {
        assert_eq!(side.facts.early_data.get(), EarlyData::Accepted);
        let secret = side.facts.early_exporter_secret.borrow();
        assert!(!secret.is_empty());
    }
    assert!(pair.client.has_noted("send END_OF_EARLY_DATA"));
}

#[test]
fn no_more_early_data_is_accepted_than_the_session_allows() {
    for (recv_max, of_session) in [(1000, 4), (4, 1000), (0, 1000)] {
        let mut pair = first(TLS13).again();
        offer(&pair, |session| session.max_early_data = 1000);
        store(&pair, |session| session.max_early_data = of_session);
        pair.server.configure(|config| {
            config.max_early_data = 1000;
            config.recv_max_early_data = recv_max;
            config.options.no_anti_replay = true;
        });
        pair.server.handshake.early = EarlyState::Accepting;
        write_early_data(&mut pair, b"early");
        pair.server.deliver(&pair.client.take_output());
        assert_eq!(pair.server.advance(), Outcome::Done, "{}", pair.journals());
        let fatal = Fatal::new(alert::UNEXPECTED_MESSAGE, Reason::TOO_MUCH_EARLY_DATA);
        assert_eq!(pair.server.read(), Outcome::Failed(fatal));
    }
}

#[test]
fn early_data_is_accepted_with_a_ticket() {
    let pair = first(TLS13).again();
    offer(&pair, |session| session.max_early_data = 1000);
    store(&pair, |session| session.max_early_data = 1000);
    read_early_data(pair);
}

#[test]
fn early_data_is_accepted_with_a_key_from_elsewhere() {
    let pair = with_psk(Pair::new(), suite(TLS_AES_256_GCM_SHA384));
    for peer in [&pair.client, &pair.server] {
        let mut psk = peer.on.psk.borrow_mut();
        psk.iter_mut()
            .for_each(|(_, session)| session.max_early_data = 1000);
    }
    read_early_data(pair);
}

#[test]
fn early_data_keeps_name_and_protocol() {
    let fails = |change: fn(&mut Resumable), reason| {
        let mut pair = first(TLS13).again();
        offer(&pair, |session| session.max_early_data = 100);
        offer(&pair, change);
        pair.client.handshake.early = EarlyState::Connecting;
        let fatal = Fatal::new(alert::INTERNAL_ERROR, reason);
        assert_eq!(pair.client.advance(), Outcome::Failed(fatal));
    };
    fails(
        |session| session.host_name = Some(b"name".as_slice().into()),
        Reason::INCONSISTENT_EARLY_DATA_SNI,
    );
    fails(
        |session| session.alpn = Some(b"h2".as_slice().into()),
        Reason::INCONSISTENT_EARLY_DATA_ALPN,
    );
}

/// A server that keeps nothing between the first hello and the second. Like OpenSSL's it cannot resume, because
/// it looks at the binders before the cookie.
#[test]
fn a_stateless_server_finds_all_in_its_cookie() {
    for (groups, resumes) in [([X25519], false), ([SECP384R1], false), ([X25519], true)] {
        let mut pair = match resumes {
            true => first(TLS13).again(),
            false => Pair::new(),
        };
        // A ChangeCipherSpec before the second hello would be a call of its own (`SSL_stateless`).
        pair.client
            .configure(|config| config.options.middlebox_compat = false);
        pair.server.configure(|config| {
            config.groups = groups.to_vec();
            config.callbacks.make_cookie = true;
            config.callbacks.check_cookie = true;
        });
        pair.client.advance();
        pair.server.stateless.set(true);
        pair.server.deliver(&pair.client.take_output());
        assert_eq!(pair.server.advance(), Outcome::Done, "{}", pair.journals());
        assert!(!pair.server.handshake.cookie_ok);
        pair.client.deliver(&pair.server.take_output());
        assert_eq!(pair.client.advance(), Outcome::Record);

        pair.server = pair.server.again();
        pair.server.stateless.set(true);
        pair.server.deliver(&pair.client.take_output());
        let outcome = pair.server.advance();
        if resumes {
            let (alert, reason) = (alert::ILLEGAL_PARAMETER, Reason::BINDER_DOES_NOT_VERIFY);
            assert_eq!(outcome, Outcome::Failed(Fatal::new(alert, reason)));
            continue;
        }
        assert_eq!(outcome, Outcome::Done, "{}", pair.journals());
        assert!(pair.server.handshake.cookie_ok);
        pair.server.stateless.set(false);
        go_on(&mut pair.server);
        finish(pair, false);
    }
}
