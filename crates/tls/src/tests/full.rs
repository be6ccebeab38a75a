//! Full handshakes, own against own: suites, groups, keys, extensions, client certificates.

use super::endpoint::{Packing, Peer};
use super::fixtures::{Sort, SORTS};
use super::pair::Pair;
use crate::cipher::{kx, Cipher};
use crate::error::{Fatal, Reason};
use crate::facts::EarlyData;
use crate::link::NameAnswer;
use crate::registry::alert;
use crate::registry::group::{NamedGroup, *};
use crate::registry::suite::TLS_AES_128_GCM_SHA256;
use crate::registry::version::{ProtocolVersion, TLS12, TLS13};
use crate::session::Resumable;

const VERSIONS: [ProtocolVersion; 2] = [TLS13, TLS12];

/// Both sides agree about what was negotiated.
fn check(pair: &Pair, version: ProtocolVersion) {
    let (client, server) = (&pair.client.facts, &pair.server.facts);
    for facts in [client, server] {
        assert_eq!(facts.version.get(), version);
        assert!(!facts.hit.get());
        assert_eq!(facts.early_data.get(), EarlyData::NotSent);
    }
    assert_eq!(client.suite.get(), server.suite.get());
    match version {
        TLS13 => assert_eq!(client.group.get(), server.group.get()),
        _ => assert_eq!(session(&pair.client).group, session(&pair.server).group),
    }
    assert_eq!(client.client_random.get(), server.client_random.get());
    assert_eq!(client.server_random.get(), server.server_random.get());
    assert_eq!(client.finished.get(), server.peer_finished.get());
    assert_eq!(client.peer_finished.get(), server.finished.get());
    assert_eq!(
        **client.exporter_secret.borrow(),
        **server.exporter_secret.borrow()
    );
    if version == TLS12 {
        let secret = session(&pair.client).secret;
        assert_eq!(*secret, *session(&pair.server).secret);
        assert_eq!(secret.len(), 48);
    }
}

/// What a side's session says.
fn session(peer: &Peer) -> Resumable {
    let session = peer.session.borrow().clone().expect("a session");
    let data = session.borrow().data.clone();
    data
}

/// The group of the key exchange (`SSL_get_negotiated_group`).
fn group(peer: &Peer) -> Option<NamedGroup> {
    match peer.version() {
        TLS13 => peer.facts.group.get(),
        _ => session(peer).group,
    }
}

#[test]
fn both_versions_succeed() {
    for version in VERSIONS {
        let mut pair = Pair::new().only(version);
        pair.finish();
        check(&pair, version);
        pair.talk();
    }
}

#[test]
fn the_highest_common_version_is_chosen() {
    let mut pair = Pair::new();
    pair.finish();
    check(&pair, TLS13);
    for peer in [0, 1] {
        let mut pair = Pair::new();
        let restricted = [&pair.client, &pair.server][peer];
        restricted.configure(|config| config.highest = Some(TLS12));
        pair.finish();
        check(&pair, TLS12);
        pair.talk();
    }
}

#[test]
fn each_suite_succeeds() {
    let all = Pair::new().client.config.borrow().suites.clone();
    assert_eq!(all.len(), 9);
    for suite in all {
        let sort = match suite.kx == kx::ECDHE && suite.auth == crate::cipher::auth::RSA {
            true => Sort::Rsa,
            false => Sort::P256,
        };
        let mut pair = Pair::with(sort).only(match suite.is_tls13() {
            true => TLS13,
            false => TLS12,
        });
        pair.client.configure(|config| config.suites = vec![suite]);
        pair.finish();
        assert_eq!(pair.client.facts.suite.get(), Some(suite));
        check(&pair, pair.client.version());
        pair.talk();
    }
}

/// The groups of a version with the best one first.
fn groups(version: ProtocolVersion) -> Vec<NamedGroup> {
    let mut groups = vec![X25519, SECP256R1, X448, SECP521R1, SECP384R1];
    match version {
        TLS13 => groups.extend([FFDHE2048, FFDHE3072, X25519MLKEM768]),
        _ => groups.extend([SECP256K1, BRAINPOOLP256R1, SECP224R1]),
    }
    groups
}

#[test]
fn each_group_succeeds() {
    for version in VERSIONS {
        for group in groups(version) {
            let mut pair = Pair::with(Sort::Rsa).only(version);
            pair.client.configure(|config| config.groups = vec![group]);
            pair.server
                .configure(|config| config.groups = vec![SECP192K1, group]);
            pair.finish();
            assert_eq!(self::group(&pair.client), Some(group));
            check(&pair, version);
            pair.talk();
        }
    }
}

#[test]
fn no_common_group_is_a_failure() {
    for (version, fatal) in [
        (
            TLS13,
            Fatal::new(alert::HANDSHAKE_FAILURE, Reason::NO_SUITABLE_KEY_SHARE),
        ),
        (
            TLS12,
            Fatal::new(alert::HANDSHAKE_FAILURE, Reason::NO_SHARED_CIPHER),
        ),
    ] {
        let mut pair = Pair::with(Sort::Rsa).only(version);
        pair.client.configure(|config| config.groups = vec![X25519]);
        pair.server
            .configure(|config| config.groups = vec![SECP384R1]);
        pair.fail_server(fatal);
    }
}

#[test]
fn no_common_version_is_a_failure() {
    let mut pair = Pair::new();
    pair.client.configure(|config| config.highest = Some(TLS12));
    pair.server.configure(|config| config.lowest = Some(TLS13));
    pair.fail_server(Fatal::new(
        alert::PROTOCOL_VERSION,
        Reason::UNSUPPORTED_PROTOCOL,
    ));

    let mut pair = Pair::new();
    pair.client.configure(|config| config.lowest = Some(TLS13));
    pair.server.configure(|config| config.highest = Some(TLS12));
    pair.fail_server(Fatal::new(
        alert::PROTOCOL_VERSION,
        Reason::UNSUPPORTED_PROTOCOL,
    ));
}

#[test]
fn no_common_suite_is_a_failure() {
    for version in VERSIONS {
        let mut pair = Pair::new().only(version);
        let suites = pair.client.config.borrow().suites.clone();
        let mut suites = suites.into_iter().filter(|suite| suite.is_of(version));
        let (one, other) = (suites.next().unwrap(), suites.next().unwrap());
        pair.client.configure(|config| config.suites = vec![one]);
        pair.server.configure(|config| config.suites = vec![other]);
        pair.fail_server(Fatal::new(
            alert::HANDSHAKE_FAILURE,
            Reason::NO_SHARED_CIPHER,
        ));
    }
}

#[test]
fn a_client_without_suites_says_nothing() {
    let mut pair = Pair::new();
    pair.client
        .configure(|config| config.suites.retain(|suite| !suite.is_tls13()));
    pair.fail_client(Fatal::new(
        alert::INTERNAL_ERROR,
        Reason::NO_CIPHERS_AVAILABLE,
    ));
}

#[test]
fn a_retry_asks_for_another_group() {
    for middlebox_compat in [true, false] {
        let mut pair = Pair::new().configure(|config| {
            config.options.middlebox_compat = middlebox_compat;
        });
        pair.server
            .configure(|config| config.groups = vec![SECP384R1]);
        pair.finish();
        check(&pair, TLS13);
        assert_eq!(pair.client.facts.group.get(), Some(SECP384R1));
        let hellos = ["send CLIENT_HELLO", "send CLIENT_HELLO"];
        let sent = pair.client.noted(&["send"]);
        let sent: Vec<_> = sent.iter().filter(|sent| sent.contains("HELLO")).collect();
        assert_eq!(sent, hellos);
        let shares = pair.client.noted(&["share"]);
        assert_eq!(shares, ["share X25519", "share SECP384R1"]);
        pair.talk();
    }
}

#[test]
fn each_key_signs() {
    for version in VERSIONS {
        for sort in SORTS {
            let mut pair = Pair::with(sort).only(version);
            pair.finish();
            check(&pair, version);
            let chain = pair.client.chain.borrow().clone();
            assert_eq!(chain, [sort.certificate()]);
            let scheme = pair.client.facts.peer_scheme.get().expect("a scheme");
            assert_eq!(pair.server.facts.scheme.get(), Some(scheme));
            assert!(pair.client.has_noted("callback verify"));
            pair.talk();
        }
    }
}

#[test]
fn the_key_that_the_client_can_verify_is_taken() {
    for version in VERSIONS {
        let mut pair = Pair::new().only(version);
        pair.server.configure(|config| {
            config.credentials = SORTS.map(Sort::credential).to_vec();
            config
                .credentials
                .retain(|own| own.curve == 0 || own.curve == 415);
        });
        pair.client.configure(|config| {
            config.schemes = Some(vec![crate::registry::scheme::RSA_PSS_RSAE_SHA256]);
        });
        pair.finish();
        assert_eq!(*pair.client.chain.borrow(), [Sort::Rsa.certificate()]);
    }
}

#[test]
fn clients_show_their_certificates() {
    for version in VERSIONS {
        for sort in SORTS {
            let mut pair = Pair::new().only(version).ask_client(Some(sort));
            pair.finish();
            check(&pair, version);
            assert_eq!(*pair.server.chain.borrow(), [sort.certificate()]);
            assert_eq!(
                pair.server.facts.peer_scheme.get(),
                pair.client.facts.scheme.get()
            );
            assert!(pair.server.has_noted("receive CERTIFICATE_VERIFY"));
            assert!(session(&pair.server).has_peer);
            pair.talk();
        }
    }
}

#[test]
fn clients_may_have_no_certificate() {
    for version in VERSIONS {
        let mut pair = Pair::new().only(version).ask_client(None);
        pair.finish();
        check(&pair, version);
        assert!(pair.server.has_noted("receive CERTIFICATE"));
        assert!(!pair.server.has_noted("receive CERTIFICATE_VERIFY"));
        assert!(pair.server.has_noted("no_peer_certificate"));
        pair.talk();
    }
}

#[test]
fn a_certificate_may_be_required() {
    for version in VERSIONS {
        let mut pair = Pair::new().only(version).ask_client(None);
        pair.server.configure(|config| config.verify.require = true);
        let reason = Reason::PEER_DID_NOT_RETURN_A_CERTIFICATE;
        pair.fail_server(Fatal::new(alert::CERTIFICATE_REQUIRED, reason));
    }
}

#[test]
fn names_are_told_and_acknowledged() {
    for version in VERSIONS {
        for answer in [NameAnswer::Accept, NameAnswer::Ignore] {
            let mut pair = Pair::new().only(version);
            pair.client
                .configure(|config| config.host_name = Some(b"example.org".to_vec()));
            pair.server
                .configure(|config| config.callbacks.server_name = true);
            pair.server.on.server_name.set(move |_| answer);
            pair.finish();
            let name = pair.server.facts.host_name.borrow().clone();
            assert_eq!(name.as_deref(), Some(&b"example.org"[..]));
            let acknowledged = pair.client.has_noted("extension SERVER_NAME");
            assert_eq!(acknowledged, answer == NameAnswer::Accept);
        }
    }
}

#[test]
fn a_name_may_be_refused() {
    for version in VERSIONS {
        let mut pair = Pair::new().only(version);
        pair.client
            .configure(|config| config.host_name = Some(b"example.org".to_vec()));
        pair.server
            .configure(|config| config.callbacks.server_name = true);
        let refuse = NameAnswer::Refuse(alert::UNRECOGNIZED_NAME);
        pair.server.on.server_name.set(move |_| refuse);
        let reason = Reason::CALLBACK_FAILED;
        pair.fail_server(Fatal::new(alert::UNRECOGNIZED_NAME, reason));
    }
}

/// A warning goes out in TLS 1.2, and nothing in TLS 1.3, which has none.
#[test]
fn a_name_may_be_warned_about() {
    for version in VERSIONS {
        let mut pair = Pair::new().only(version);
        pair.client
            .configure(|config| config.host_name = Some(b"example.org".to_vec()));
        pair.server
            .configure(|config| config.callbacks.server_name = true);
        let warn = NameAnswer::Warn(alert::UNRECOGNIZED_NAME);
        pair.server.on.server_name.set(move |_| warn);
        pair.finish();
        let warned = pair.client.has_noted("alerted UNRECOGNIZED_NAME");
        assert_eq!(warned, version == TLS12);
    }
}

#[test]
fn protocols_are_agreed_on() {
    for version in VERSIONS {
        let mut pair = Pair::new().only(version);
        pair.client
            .configure(|config| config.alpn = b"\x02h2\x08http/1.1".to_vec());
        pair.server
            .configure(|config| config.callbacks.alpn_select = true);
        pair.server
            .on
            .select_alpn
            .set(|_| Ok(Some(b"http/1.1".to_vec())));
        pair.finish();
        for peer in [&pair.client, &pair.server] {
            assert_eq!(&**peer.facts.alpn.borrow(), b"http/1.1");
        }
    }
}

#[test]
fn no_common_protocol_may_be_fatal() {
    for version in VERSIONS {
        let mut pair = Pair::new().only(version);
        pair.client
            .configure(|config| config.alpn = b"\x02h2".to_vec());
        pair.server
            .configure(|config| config.callbacks.alpn_select = true);
        let (alert, reason) = (
            alert::NO_APPLICATION_PROTOCOL,
            Reason::NO_APPLICATION_PROTOCOL,
        );
        let fatal = Fatal::new(alert, reason);
        pair.server.on.select_alpn.set(move |_| Err(fatal));
        pair.fail_server(fatal);
    }
}

#[test]
fn a_status_is_stapled() {
    for version in VERSIONS {
        let mut pair = Pair::new().only(version);
        pair.client.configure(|config| {
            config.status_type = Some(crate::registry::field::OCSP_STATUS.0);
            config.callbacks.status = true;
        });
        pair.server
            .configure(|config| config.callbacks.status = true);
        pair.server.response.replace(b"response".to_vec());
        pair.finish();
        assert_eq!(*pair.client.received_response.borrow(), b"response");
        assert!(pair.server.has_noted("callback status"));
        assert!(pair.client.has_noted("callback status"));
        pair.talk();
    }
}

/// The client's callback runs without a response too, and may refuse.
#[test]
fn a_missing_status_may_be_refused() {
    for version in VERSIONS {
        let mut pair = Pair::new().only(version);
        pair.client.configure(|config| {
            config.status_type = Some(crate::registry::field::OCSP_STATUS.0);
            config.callbacks.status = true;
        });
        let (alert, reason) = (
            alert::BAD_CERTIFICATE_STATUS_RESPONSE,
            Reason::INVALID_STATUS_RESPONSE,
        );
        pair.client.on.status.set(|_| Ok(false));
        pair.fail_client(Fatal::new(alert, reason));
    }
}

#[test]
fn the_extended_master_secret_can_be_off() {
    for off in [0, 1, 2] {
        let mut pair = Pair::new().only(TLS12);
        for (index, peer) in [&pair.client, &pair.server].into_iter().enumerate() {
            let no = off == index;
            peer.configure(|config| config.options.no_extended_master_secret = no);
        }
        pair.finish();
        check(&pair, TLS12);
        for peer in [&pair.client, &pair.server] {
            assert_eq!(peer.facts.extended_master_secret.get(), off == 2);
        }
        pair.talk();
    }
}

#[test]
fn fragments_may_be_short() {
    for version in VERSIONS {
        let mut pair = Pair::new().only(version);
        pair.client.configure(|config| config.max_fragment_code = 1);
        pair.finish();
        for peer in [&pair.client, &pair.server] {
            assert!(
                peer.has_noted("rule FragmentLength(512)"),
                "{}",
                pair.journals()
            );
        }
        pair.talk();
    }
}

#[test]
fn records_may_hold_a_byte_or_many_messages() {
    for version in VERSIONS {
        for packing in [Packing::Bytes, Packing::Together] {
            let mut pair = Pair::new().only(version).ask_client(Some(Sort::Ed25519));
            pair.client.packing.set(packing);
            pair.server.packing.set(packing);
            pair.finish();
            check(&pair, version);
            pair.exchange();
            pair.talk();
        }
    }
}

#[test]
fn a_session_id_is_sent_for_middleboxes_only() {
    for compat in [true, false] {
        let mut pair = Pair::new().only(TLS13);
        pair.client
            .configure(|config| config.options.middlebox_compat = compat);
        pair.server
            .configure(|config| config.options.middlebox_compat = compat);
        pair.finish();
        let id = pair.server.facts.legacy_session_id.get();
        assert_eq!(id.len(), if compat { 32 } else { 0 });
        for peer in [&pair.client, &pair.server] {
            assert_eq!(peer.has_noted("send CHANGE_CIPHER_SPEC"), compat);
        }
        pair.talk();
    }
}

#[test]
fn a_suite_that_is_known_is_needed() {
    let suite = Cipher::find(TLS_AES_128_GCM_SHA256).expect("a suite");
    for peer in [0, 1] {
        let mut pair = Pair::new().only(TLS13);
        [&pair.client, &pair.server][peer].configure(|config| config.suites = vec![suite]);
        pair.finish();
        assert_eq!(pair.client.facts.suite.get(), Some(suite));
    }
}
