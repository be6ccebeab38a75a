//! Full handshakes up to TLS 1.2 with key exchanges other than ECDHE with a signature.

use super::fixtures::Sort;
use super::pair::Pair;
use crate::cipher::{kx, Cipher};
use crate::error::{Fatal, Reason};
use crate::registry::alert;
use crate::registry::version::TLS12;

/// Suites with an AEAD, one for each key exchange.
const SUITES: [&str; 7] = [
    "TLS_RSA_WITH_AES_128_GCM_SHA256",
    "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384",
    "TLS_DH_anon_WITH_AES_128_GCM_SHA256",
    "TLS_PSK_WITH_AES_128_GCM_SHA256",
    "TLS_RSA_PSK_WITH_AES_128_GCM_SHA256",
    "TLS_DHE_PSK_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_PSK_WITH_CHACHA20_POLY1305_SHA256",
];

/// Two sides that have this suite only, and a pre-shared key.
fn pair(name: &str) -> Pair {
    let suite = Cipher::find_standard_name(name.as_bytes()).expect("a suite");
    let pair = Pair::with(Sort::Rsa)
        .only(TLS12)
        .configure(|config| config.suites = vec![suite]);
    pair.client
        .configure(|config| config.callbacks.psk_client = true);
    pair.server.configure(|config| {
        config.callbacks.psk_server = true;
        config.dh = true;
    });
    for peer in [&pair.client, &pair.server] {
        let known = (c"me".to_owned(), vec![7; 16], 16);
        peer.on.old_psk.replace(Some(known));
    }
    pair
}

#[test]
fn each_key_exchange_succeeds() {
    for name in SUITES {
        let mut pair = pair(name);
        pair.finish();
        let suite = pair.server.facts.suite.get().unwrap();
        assert_eq!(suite.standard_name.to_str(), Ok(name));
        assert_eq!(pair.client.facts.suite.get(), Some(suite));
        pair.talk();
        let with_psk = kx::PSK | kx::RSAPSK | kx::DHEPSK | kx::ECDHEPSK;
        let mut identity = None;
        let session = pair.server.session.borrow().clone().unwrap();
        identity.clone_from(&session.borrow().data.psk_identity);
        assert_eq!(identity.is_some(), suite.kx & with_psk != 0, "{name}");
    }
}

#[test]
fn each_key_exchange_is_resumed() {
    for name in SUITES {
        let mut first = pair(name);
        first.finish();
        first.exchange();
        let mut again = first.again();
        for (peer, before) in [
            (&again.client, &first.client),
            (&again.server, &first.server),
        ] {
            peer.on.old_psk.replace(before.on.old_psk.borrow().clone());
        }
        again.finish();
        assert!(again.server.facts.hit.get(), "{name}");
        again.talk();
    }
}

#[test]
fn a_hint_is_sent_where_there_is_one() {
    for name in &SUITES[3..5] {
        for hint in [None, Some(b"hint".to_vec())] {
            let mut pair = pair(name);
            let sent = hint.is_some();
            pair.server.configure(|config| config.psk_hint = hint);
            pair.finish();
            let entry = "send SERVER_KEY_EXCHANGE";
            assert_eq!(pair.server.has_noted(entry), sent, "{name}");
            pair.talk();
        }
    }
}

#[test]
fn a_server_knows_the_identity_or_fails() {
    for name in &SUITES[3..] {
        let mut pair = pair(name);
        pair.server.on.old_psk.replace(None);
        pair.fail_server(Fatal::new(
            alert::UNKNOWN_PSK_IDENTITY,
            Reason::PSK_IDENTITY_NOT_FOUND,
        ));
    }
}

#[test]
fn another_key_is_found_out_at_the_end() {
    for name in &SUITES[3..] {
        let mut pair = pair(name);
        let other = (c"me".to_owned(), vec![8; 16], 16);
        pair.server.on.old_psk.replace(Some(other));
        pair.drive();
        let failure = pair.server.failure().unwrap();
        assert_eq!(failure.alert, Some(alert::BAD_RECORD_MAC), "{name}");
    }
}

#[test]
fn without_parameters_there_is_no_dhe() {
    for name in [SUITES[1], SUITES[2], SUITES[5]] {
        let mut pair = pair(name);
        pair.server.configure(|config| config.dh = false);
        pair.fail_server(Fatal::new(
            alert::HANDSHAKE_FAILURE,
            Reason::NO_SHARED_CIPHER,
        ));
    }
}

#[test]
fn without_the_callback_there_is_no_pre_shared_key() {
    for name in &SUITES[3..] {
        let mut pair = pair(name);
        pair.server
            .configure(|config| config.callbacks.psk_server = false);
        pair.fail_server(Fatal::new(
            alert::HANDSHAKE_FAILURE,
            Reason::NO_SHARED_CIPHER,
        ));
    }
}

#[test]
fn clients_show_certificates_with_any_key_exchange() {
    for name in &SUITES[..2] {
        let mut pair = pair(name).ask_client(Some(Sort::P256));
        pair.finish();
        assert!(pair.server.has_noted("keep_chain"), "{name}");
        pair.talk();
    }
}
