//! Callbacks that wait, fail, or change the settings.

use std::rc::Rc;

use super::endpoint::Peer;
use super::fixtures::Sort;
use super::pair::Pair;
use crate::choose::{Question, SecurityOp};
use crate::error::{Fatal, Reason};
use crate::link::{Answer, CertificateAnswer};
use crate::machine::{Outcome, Why};
use crate::registry::alert;
use crate::registry::version::{ProtocolVersion, TLS12, TLS13};

const VERSIONS: [ProtocolVersion; 2] = [TLS13, TLS12];
const WAIT: Result<Answer, Fatal> = Ok(Answer::Wait);

/// The side stops for a callback, twice, and goes on when it is called again.
fn waits_twice(pair: &mut Pair, of: fn(&mut Pair) -> &mut Peer, why: Why, callback: &str) {
    for _ in 0..2 {
        pair.drive();
        let peer = of(pair);
        assert_eq!(peer.outcome, Some(Outcome::Wait(why)));
        peer.outcome = None;
    }
    pair.finish();
    let calls = of(pair).noted(&["callback"]);
    let calls = calls.iter().filter(|call| *call == callback);
    assert_eq!(calls.count(), 3);
    pair.exchange();
    pair.talk();
}

fn client(pair: &mut Pair) -> &mut Peer {
    &mut pair.client
}

fn server(pair: &mut Pair) -> &mut Peer {
    &mut pair.server
}

#[test]
fn the_client_hello_callback_may_wait() {
    for version in VERSIONS {
        let mut pair = Pair::new().only(version);
        pair.server
            .configure(|config| config.callbacks.client_hello = true);
        pair.server.on.client_hello.first([WAIT, WAIT]);
        let callback = "callback client_hello";
        waits_twice(&mut pair, server, Why::ClientHello, callback);
    }
}

#[test]
fn the_certificate_callback_of_a_server_may_wait() {
    for version in VERSIONS {
        let mut pair = Pair::new().only(version);
        pair.server.configure(|config| {
            config.callbacks.certificate = true;
            config.credentials.clear();
        });
        pair.server.on.certificate.set(|endpoint| {
            // The certificate comes with the last of the calls.
            let credentials = vec![Sort::Ed25519.credential()];
            endpoint.configure(|config| config.credentials = credentials);
            Ok(Answer::Continue)
        });
        pair.server.on.certificate.first([WAIT, WAIT]);
        let callback = "callback certificate";
        waits_twice(&mut pair, server, Why::X509Lookup, callback);
        assert_eq!(*pair.client.chain.borrow(), [Sort::Ed25519.certificate()]);
    }
}

#[test]
fn the_certificate_callback_of_a_client_may_wait() {
    for version in VERSIONS {
        let mut pair = Pair::new().only(version).ask_client(None);
        pair.client
            .configure(|config| config.callbacks.certificate = true);
        pair.client.on.certificate.set(|endpoint| {
            endpoint.configure(|config| {
                config.credentials = vec![Sort::Rsa.credential()];
                config.current = Some(Sort::Rsa.credential().key_type);
            });
            Ok(Answer::Continue)
        });
        pair.client.on.certificate.first([WAIT, WAIT]);
        let callback = "callback certificate";
        waits_twice(&mut pair, client, Why::X509Lookup, callback);
        assert_eq!(*pair.server.chain.borrow(), [Sort::Rsa.certificate()]);
    }
}

#[test]
fn the_client_certificate_callback_may_wait() {
    for version in VERSIONS {
        let mut pair = Pair::new().only(version).ask_client(None);
        pair.client
            .configure(|config| config.callbacks.client_certificate = true);
        pair.client.on.client_certificate.set(|endpoint| {
            endpoint.configure(|config| {
                config.credentials = vec![Sort::P384.credential()];
                config.current = Some(Sort::P384.credential().key_type);
            });
            CertificateAnswer::Given
        });
        let wait = CertificateAnswer::Wait;
        pair.client.on.client_certificate.first([wait, wait]);
        let callback = "callback client_certificate";
        waits_twice(&mut pair, client, Why::X509Lookup, callback);
        assert_eq!(*pair.server.chain.borrow(), [Sort::P384.certificate()]);
    }
}

#[test]
fn the_verification_of_a_client_may_wait() {
    for version in VERSIONS {
        let mut pair = Pair::new().only(version);
        pair.client.on.verify.first([WAIT, WAIT]);
        let callback = "callback verify";
        waits_twice(&mut pair, client, Why::RetryVerify, callback);
    }
}

/// After a HelloRetryRequest the callback runs again, and may wait again.
#[test]
fn callbacks_run_again_after_a_retry() {
    let mut pair = Pair::new();
    pair.server.configure(|config| {
        config.groups = vec![crate::registry::group::SECP384R1];
        config.callbacks.client_hello = true;
    });
    let go = Ok(Answer::Continue);
    pair.server.on.client_hello.first([WAIT, go, WAIT]);
    for _ in 0..2 {
        pair.drive();
        let wait = Outcome::Wait(Why::ClientHello);
        assert_eq!(pair.server.outcome.take(), Some(wait));
    }
    pair.finish();
    let calls = pair.server.noted(&["callback"]);
    let calls = calls.iter().filter(|call| *call == "callback client_hello");
    assert_eq!(calls.count(), 4);
}

const REFUSED: Fatal = Fatal::new(alert::ACCESS_DENIED, Reason::CALLBACK_FAILED);

#[test]
fn the_client_hello_callback_may_refuse() {
    for version in VERSIONS {
        let mut pair = Pair::new().only(version);
        pair.server
            .configure(|config| config.callbacks.client_hello = true);
        pair.server.on.client_hello.set(|_| Err(REFUSED));
        pair.fail_server(REFUSED);
    }
}

/// cert_cb has no alert of its own.
#[test]
fn the_certificate_callback_may_fail() {
    let failed = Fatal::new(alert::INTERNAL_ERROR, Reason::CERT_CB_ERROR);
    for version in VERSIONS {
        let mut pair = Pair::new().only(version);
        pair.server
            .configure(|config| config.callbacks.certificate = true);
        pair.server.on.certificate.set(move |_| Err(failed));
        pair.fail_server(failed);

        let mut pair = Pair::new().only(version).ask_client(None);
        pair.client
            .configure(|config| config.callbacks.certificate = true);
        pair.client.on.certificate.set(move |_| Err(failed));
        pair.fail_client(failed);
    }
}

#[test]
fn the_peers_chain_may_be_refused() {
    let unknown = Fatal::new(alert::UNKNOWN_CA, Reason::CERTIFICATE_VERIFY_FAILED);
    for version in VERSIONS {
        let mut pair = Pair::new().only(version);
        pair.client.on.verify.set(move |_| Err(unknown));
        pair.fail_client(unknown);

        let mut pair = Pair::new().only(version).ask_client(Some(Sort::P256));
        pair.server.on.verify.set(move |_| Err(unknown));
        pair.fail_server(unknown);
    }
}

#[test]
fn our_own_chain_may_be_too_weak() {
    let weak = Fatal::new(alert::INTERNAL_ERROR, Reason::EE_KEY_TOO_SMALL);
    for version in VERSIONS {
        let mut pair = Pair::new().only(version);
        pair.server.on.own_chain.set(move |_| Err(weak));
        pair.fail_server(weak);
    }
}

/// What a client says of its certificate after the callback counts, not what it said before.
#[test]
fn settings_change_within_callbacks() {
    for version in VERSIONS {
        // The server name callback brings another certificate, and asks for the client's.
        let mut pair = Pair::new().only(version);
        pair.client
            .configure(|config| config.host_name = Some(b"other.example".to_vec()));
        pair.server
            .configure(|config| config.callbacks.server_name = true);
        pair.server.on.server_name.set(|endpoint| {
            endpoint.configure(|config| {
                config.credentials = vec![Sort::Rsa.credential()];
                config.verify.peer = true;
                config.session_id_context = b"other".to_vec();
            });
            crate::link::NameAnswer::Accept
        });
        pair.finish();
        assert_eq!(*pair.client.chain.borrow(), [Sort::Rsa.certificate()]);
        assert!(pair.client.has_noted("receive CERTIFICATE_REQUEST"));
    }
}

/// The callback for the ClientHello may lower the highest version.
#[test]
fn the_version_may_change_within_the_first_callback() {
    let mut pair = Pair::new();
    pair.server
        .configure(|config| config.callbacks.client_hello = true);
    pair.server.on.client_hello.set(|endpoint| {
        endpoint.configure(|config| config.highest = Some(TLS12));
        Ok(Answer::Continue)
    });
    pair.finish();
    assert_eq!(pair.client.version(), TLS12);
    pair.talk();
}

/// A client without any certificate and one whose key the server does not take say the same.
#[test]
fn a_key_that_the_server_does_not_take_is_not_shown() {
    for version in VERSIONS {
        let mut pair = Pair::new().only(version).ask_client(Some(Sort::Ed25519));
        pair.server.configure(|config| {
            let schemes = vec![crate::registry::scheme::ECDSA_SECP256R1_SHA256];
            config.schemes = Some(schemes);
        });
        pair.finish();
        assert!(pair.server.chain.borrow().is_empty());
        assert!(pair.server.has_noted("no_peer_certificate"));
    }
}

#[test]
fn no_certificate_for_a_suite_is_a_failure() {
    let no_shared = Fatal::new(alert::HANDSHAKE_FAILURE, Reason::NO_SHARED_CIPHER);
    let mut pair = Pair::new().only(TLS12);
    pair.server.configure(|config| config.credentials.clear());
    pair.fail_server(no_shared);
    let mut pair = Pair::new().only(TLS13);
    pair.server.configure(|config| config.credentials.clear());
    let no_scheme = Fatal::new(
        alert::HANDSHAKE_FAILURE,
        Reason::NO_SUITABLE_SIGNATURE_ALGORITHM,
    );
    pair.fail_server(no_scheme);
}

#[test]
fn a_request_without_schemes_queues_why_before_it_fails() {
    for version in VERSIONS {
        let mut pair = Pair::new().only(version).ask_client(Some(Sort::Ed25519));
        let none = Rc::new(|q: Question| q.operation != SecurityOp::SIGALG_SUPPORTED);
        pair.server.on.allows.replace(none);
        pair.fail_server(Fatal::INTERNAL);
        let why = Reason::NO_SUITABLE_SIGNATURE_ALGORITHM;
        assert!(pair.server.has_noted(&format!("error {why:?}")));
    }
}
