use super::support::*;
use crate::handshake::{keys, *};
use crate::record::alert::AlertDescription;
use std::sync::Arc;

/// Checks that what one side writes the other can read.
fn assert_keys_match(pair: &mut Pair<'_>) {
    let (client, server) = (pair.client.established(), pair.server.established());
    exchange(&mut client.write.key, &mut server.read.key);
    let (ours, theirs) = (&client.read.secret, &server.write.secret);
    if let (Some(ours), Some(theirs)) = (ours, theirs) {
        // Tickets that were not read lie between the keys themselves.
        let algorithm = server.write.key.algorithm();
        let (mut read, mut write) = (ours.record_key(algorithm), theirs.record_key(algorithm));
        exchange(write.as_mut().unwrap(), read.as_mut().unwrap());
    } else {
        exchange(&mut server.write.key, &mut client.read.key);
    }
}

fn exchange(from: &mut RecordKey, to: &mut RecordKey) {
    let mut record = Vec::new();
    keys::seal(from, ContentType::ApplicationData, b"hello", 0, &mut record).unwrap();
    assert_eq!(open(to, &record), Some((23, b"hello".to_vec())));
}

fn assert_facts_match(pair: &mut Pair<'_>) {
    let c = std::mem::take(&mut pair.client.established().facts);
    let s = &pair.server.established().facts;
    assert_eq!(c.version, s.version);
    assert_eq!(c.suite, s.suite);
    assert_eq!(c.group, s.group);
    assert_eq!(c.alpn, s.alpn);
    assert_eq!(c.resumed, s.resumed);
    assert_ne!(c.client_random, [0; 32]);
    assert_ne!(c.server_random, [0; 32]);
    assert_eq!(c.client_random, s.client_random);
    assert_eq!(c.server_random, s.server_random);
    assert_eq!(c.master_secret[..], s.master_secret[..]);
    assert_eq!(c.exporter_secret[..], s.exporter_secret[..]);
    assert_eq!(c.finished, s.peer_finished);
    assert_eq!(c.peer_finished, s.finished);
    assert!(!c.finished.is_empty() && !s.finished.is_empty());
    assert_eq!(c.session_id, s.session_id);
    assert_eq!(c.peer_signature_scheme, s.signature_scheme);
    assert_eq!(c.signature_scheme, s.peer_signature_scheme);
    assert_eq!(c.extended_master_secret, s.extended_master_secret);
    pair.client.established().facts = c;
}

pub fn shake<'a>(client: &'a App, server: &'a App) -> Pair<'a> {
    let mut pair = connect(client, server);
    assert_keys_match(&mut pair);
    assert_facts_match(&mut pair);
    pair
}

pub const VERSIONS: [ProtocolVersion; 2] = [TLS12, TLS13];

#[test]
fn every_version_and_key() {
    for version in VERSIONS {
        for sort in [Sort::Ecdsa, Sort::Rsa, Sort::Ed25519] {
            let (client, server) = (App::new(version), App::server(version, sort));
            let mut pair = shake(&client, &server);
            let Established {
                facts, peer_chain, ..
            } = pair.client.established();
            assert_eq!(facts.version, Some(version));
            assert_eq!(facts.group, Some(NamedGroup(29)));
            assert!(!facts.resumed);
            let chain = server.parameters.borrow().credentials[0].chain.clone();
            assert_eq!(*peer_chain, *chain);
            assert!(facts.peer_signature_scheme.is_some());
            assert_eq!(client.logged("verify"), 1);
            assert_eq!(server.logged("verify"), 0);
            assert_eq!(facts.server_name, None);
            assert_eq!(server.logged("server_name -"), 1);
        }
    }
}

#[test]
fn both_versions_enabled_means_tls13() {
    let (client, server) = (App::new(TLS13), App::server(TLS13, Sort::Ecdsa));
    client.profile(|p| p.tls12 = true);
    server.profile(|p| p.tls12 = true);
    assert_eq!(
        shake(&client, &server).client.established().facts.version,
        Some(TLS13)
    );
}

#[test]
fn falls_back_to_tls12() {
    let (client, server) = (App::new(TLS13), App::server(TLS12, Sort::Ecdsa));
    client.profile(|p| p.tls12 = true);
    let mut pair = shake(&client, &server);
    assert_eq!(pair.client.established().facts.version, Some(TLS12));
    assert!(pair.client.established().facts.extended_master_secret);
    assert!(pair.client.established().facts.secure_renegotiation);
    assert!(pair.server.established().facts.secure_renegotiation);
}

#[test]
fn server_name_and_alpn() {
    for version in VERSIONS {
        let (client, server) = (App::new(version), App::server(version, Sort::Ecdsa));
        client.parameters.borrow_mut().server_name = Some("example.org".into());
        client.parameters.borrow_mut().alpn = b"\x02h2\x08http/1.1".to_vec();
        *server.alpn.borrow_mut() = AlpnAnswer::Select(b"http/1.1".to_vec());
        let mut pair = shake(&client, &server);
        assert_eq!(server.logged("server_name example.org"), 1);
        assert_eq!(server.logged("alpn \u{2}h2\u{8}http/1.1"), 1);
        assert_eq!(*pair.client.established().facts.alpn, *b"http/1.1");
        let name = pair.server.established().facts.server_name.clone();
        assert_eq!(name.as_deref(), Some("example.org"));
    }
}

#[test]
fn alpn_noack_goes_on_without() {
    for version in VERSIONS {
        let (client, server) = (App::new(version), App::server(version, Sort::Ecdsa));
        client.parameters.borrow_mut().alpn = b"\x02h2".to_vec();
        let mut pair = shake(&client, &server);
        assert!(pair.client.established().facts.alpn.is_empty());
        assert_eq!(server.logged("alpn \u{2}h2"), 1);
    }
}

#[test]
fn client_certificate() {
    for version in VERSIONS {
        for sort in [Sort::Ecdsa, Sort::Rsa, Sort::Ed25519] {
            let (client, server) = (App::new(version), App::server(version, Sort::Rsa));
            *client.late_credentials.borrow_mut() = vec![credential(sort)];
            server.parameters.borrow_mut().verify = VerifyMode {
                peer: true,
                require: true,
                post_handshake: false,
            };
            server.parameters.borrow_mut().authorities = vec![b"\x30\x00".to_vec()].into();
            let mut pair = shake(&client, &server);
            assert_eq!(client.logged("certificate"), 1);
            assert_eq!(server.logged("verify"), 1);
            let chain = client.parameters.borrow().credentials[0].chain.clone();
            assert_eq!(*pair.server.established().peer_chain, *chain);
            let facts = &pair.client.established().facts;
            assert!(facts.certificate_requested);
            let request = facts.certificate_request.as_ref().unwrap();
            assert_eq!(request.authorities, [b"\x30\x00"]);
            assert!(request.signature_schemes.contains(&SignatureScheme(0x0403)));
            assert!(facts.credential.is_some());
        }
    }
}

#[test]
fn client_without_a_certificate_where_none_is_required() {
    for version in VERSIONS {
        let (client, server) = (App::new(version), App::server(version, Sort::Ecdsa));
        server.parameters.borrow_mut().verify.peer = true;
        let mut pair = shake(&client, &server);
        assert_eq!(client.logged("certificate"), 1);
        assert!(pair.server.established().peer_chain.is_empty());
        assert!(pair.server.established().facts.certificate_requested);
    }
}

#[test]
fn hello_retry_request() {
    let (client, server) = (App::new(TLS13), App::server(TLS13, Sort::Ecdsa));
    server.profile(|p| p.groups = vec![NamedGroup(24)]);
    let mut pair = shake(&client, &server);
    assert_eq!(pair.client.established().facts.group, Some(NamedGroup(24)));
    assert_eq!(client.message_types(Direction::Write), [1, 1, 20]);
    assert_eq!(client.message_types(Direction::Read), [2, 2, 8, 11, 15, 20]);
    assert_eq!(server.logged("client_hello"), 1);
}

#[test]
fn post_quantum_group() {
    let (client, server) = (App::new(TLS13), App::server(TLS13, Sort::Ecdsa));
    client.profile(|p| p.groups = vec![NamedGroup(0x11ec), NamedGroup(29)]);
    server.profile(|p| p.groups = vec![NamedGroup(0x11ec), NamedGroup(29)]);
    assert_eq!(
        shake(&client, &server).client.established().facts.group,
        Some(NamedGroup(0x11ec))
    );
}

#[test]
fn every_group() {
    for version in VERSIONS {
        for group in [29, 23, 30, 25, 24] {
            let (client, server) = (App::new(version), App::server(version, Sort::Rsa));
            client.profile(|p| p.groups = vec![NamedGroup(group)]);
            let mut pair = shake(&client, &server);
            assert_eq!(
                pair.client.established().facts.group,
                Some(NamedGroup(group))
            );
            let len = match group {
                29 => 32,
                23 => 65,
                30 => 56,
                25 => 133,
                _ => 97,
            };
            let share = |facts: &Facts| facts.peer_key_share.clone().map(|share| share.key.len());
            assert_eq!(share(&pair.client.established().facts), Some(len));
            // A TLS 1.2 server uses the client's and keeps none of it.
            let kept = (version == TLS13).then_some(len);
            assert_eq!(share(&pair.server.established().facts), kept);
        }
    }
}

#[test]
fn groups_without_support_are_skipped() {
    for version in VERSIONS {
        let (client, server) = (App::new(version), App::server(version, Sort::Ecdsa));
        client.profile(|p| p.groups = vec![NamedGroup(256), NamedGroup(21), NamedGroup(23)]);
        assert_eq!(
            shake(&client, &server).client.established().facts.group,
            Some(NamedGroup(23))
        );
    }
}

#[test]
fn preference_of_suites() {
    for version in VERSIONS {
        let (client, server) = (App::new(version), App::server(version, Sort::Ecdsa));
        client.profile(|p| {
            p.tls13_suites = vec![CipherSuite(0x1301), CipherSuite(0x1302)];
            p.tls12_suites = vec![CipherSuite(0xc02b), CipherSuite(0xc02c)];
        });
        let first = shake(&client, &server).client.established().facts.suite;
        server.parameters.borrow_mut().server_preference = true;
        let second = shake(&client, &server).client.established().facts.suite;
        let expected = match version {
            TLS13 => (0x1301, 0x1302),
            _ => (0xc02b, 0xc02c),
        };
        let numbers = (first.unwrap().0, second.unwrap().0);
        assert_eq!(numbers, expected);
    }
}

#[test]
fn chacha_for_clients_that_begin_with_it() {
    for version in VERSIONS {
        let (client, server) = (App::new(version), App::server(version, Sort::Ecdsa));
        {
            let mut parameters = server.parameters.borrow_mut();
            parameters.server_preference = true;
            parameters.prioritize_chacha = true;
        }
        let chosen = |tls13: &[u16], tls12: &[u16]| {
            client.profile(|p| {
                p.tls13_suites = tls13.iter().copied().map(CipherSuite).collect();
                p.tls12_suites = tls12.iter().copied().map(CipherSuite).collect();
            });
            shake(&client, &server).client.established().facts.suite
        };
        let first = chosen(&[0x1303, 0x1302], &[0xcca9, 0xc02c]);
        let second = chosen(&[0x1302, 0x1303], &[0xc02c, 0xcca9]);
        let expected = match version {
            TLS13 => (0x1303, 0x1302),
            _ => (0xcca9, 0xc02c),
        };
        let numbers = (first.unwrap().0, second.unwrap().0);
        assert_eq!(numbers, expected);
    }
}

#[test]
fn certificate_follows_the_client() {
    for version in VERSIONS {
        let (client, server) = (App::new(version), App::server(version, Sort::Ecdsa));
        let rsa = credential(Sort::Rsa);
        server
            .parameters
            .borrow_mut()
            .credentials
            .push(Arc::clone(&rsa));
        client.profile(|p| {
            p.signature_schemes = vec![SignatureScheme(0x0804)];
            p.tls12_suites = vec![CipherSuite(0xc02f)];
        });
        let mut pair = shake(&client, &server);
        assert_eq!(*pair.client.established().peer_chain, *rsa.chain);
        assert_eq!(
            pair.client.established().facts.peer_signature_scheme,
            Some(SignatureScheme(0x0804))
        );
    }
}

#[test]
fn suspended_callbacks() {
    for version in VERSIONS {
        let (client, server) = (App::new(version), App::new(version));
        server
            .client_hello
            .borrow_mut()
            .extend([Answer::Suspend, Answer::Suspend]);
        server.certificate.borrow_mut().push_back(Answer::Suspend);
        *server.late_credentials.borrow_mut() = vec![credential(Sort::Ecdsa)];
        server.parameters.borrow_mut().verify.peer = true;
        client.certificate.borrow_mut().push_back(Answer::Suspend);
        let pair = shake(&client, &server);
        assert_eq!(
            pair.server.suspended,
            [Why::ClientHello, Why::ClientHello, Why::Certificate]
        );
        assert_eq!(pair.client.suspended, [Why::Certificate]);
        assert_eq!(server.logged("client_hello"), 3);
        assert_eq!(server.logged("server_name -"), 1);
        assert_eq!(server.logged("certificate"), 2);
        assert_eq!(client.logged("certificate"), 2);
    }
}

#[test]
fn client_hello_in_fragments() {
    for version in VERSIONS {
        let (client, server) = (App::new(version), App::server(version, Sort::Ecdsa));
        client.parameters.borrow_mut().max_fragment = 64;
        shake(&client, &server);
        let headers = server.messages.borrow();
        let records = headers.iter().take_while(|(_, t, _)| *t == 256).count();
        assert!(records > 1, "the ClientHello came in one record");
    }
}

#[test]
fn states_follow_openssl() {
    let (client, server) = (App::new(TLS12), App::server(TLS12, Sort::Ecdsa));
    shake(&client, &server);
    let states = |app: &App| -> Vec<i32> {
        let log = app.log.borrow();
        log.iter()
            .filter_map(|l| l.strip_prefix("state ")?.parse().ok())
            .collect()
    };
    let expected = [12, 12, 3, 4, 6, 8, 14, 16, 18, 18, 9, 10, 11];
    assert_eq!(states(&client), expected);
    let expected = [0, 20, 22, 23, 24, 26, 26, 28, 31, 32, 33, 35, 36];
    assert_eq!(states(&server), expected);
}

#[test]
fn key_log_lines() {
    let (client, server) = (App::new(TLS13), App::server(TLS13, Sort::Ecdsa));
    shake(&client, &server);
    for app in [&client, &server] {
        for label in [
            "CLIENT_HANDSHAKE_TRAFFIC_SECRET",
            "SERVER_HANDSHAKE_TRAFFIC_SECRET",
            "CLIENT_TRAFFIC_SECRET_0",
            "SERVER_TRAFFIC_SECRET_0",
            "EXPORTER_SECRET",
        ] {
            assert_eq!(app.logged(label), 1, "{label}");
        }
    }
}

/// The callbacks in the order in which they were called.
fn callbacks(app: &App) -> Vec<String> {
    let log = app.log.borrow();
    let named = |l: &&String| {
        let first = l.split(' ').next().unwrap_or_default();
        [
            "client_hello",
            "lookup",
            "server_name",
            "certificate",
            "alpn",
            "verify",
            "name_accepted",
            "flight",
        ]
        .contains(&first)
    };
    log.iter()
        .filter(named)
        .map(|l| l.split(' ').next().unwrap().to_string())
        .collect()
}

#[test]
fn callbacks_in_openssls_order() {
    for version in VERSIONS {
        let (client, server) = (App::new(version), App::server(version, Sort::Ecdsa));
        client.parameters.borrow_mut().alpn = b"\x02h2".to_vec();
        server.parameters.borrow_mut().verify.peer = true;
        shake(&client, &server);
        let expected: &[&str] = match version {
            TLS13 => &["client_hello", "server_name", "alpn", "certificate"],
            _ => &["client_hello", "server_name", "certificate", "alpn"],
        };
        assert_eq!(callbacks(&server), expected);
        let expected = ["name_accepted", "verify", "certificate", "flight"];
        assert_eq!(callbacks(&client), expected);
    }
}

#[test]
fn warning_alert_about_the_name() {
    for version in VERSIONS {
        let (client, server) = (App::new(version), App::server(version, Sort::Ecdsa));
        *server.server_name.borrow_mut() = Answer::Warn(AlertDescription(112));
        shake(&client, &server);
        let warned = usize::from(version == TLS12);
        assert_eq!(server.logged("alert Write 1 112"), warned);
        assert_eq!(client.logged("alert Read 1 112"), warned);
    }
}

#[test]
fn an_ocsp_response_is_stapled() {
    for version in VERSIONS {
        let (client, server) = (App::new(version), App::server(version, Sort::Ecdsa));
        *server.staple.borrow_mut() = Some(b"response".to_vec());
        shake(&client, &server);
        assert_eq!(*client.ocsp_response.borrow(), b"response");
        assert_eq!(client.logged("verify"), 1);
    }
}

#[test]
fn chains_of_several_records() {
    for version in VERSIONS {
        for max_fragment in [0, 512] {
            let (client, server) = (App::new(version), App::new(version));
            let long = |sort| {
                let short = credential(sort);
                let chain = vec![short.chain[0].clone(); 80];
                Arc::new(Credential::new(chain, short.key.clone()))
            };
            server.parameters.borrow_mut().credentials = vec![long(Sort::Ecdsa)];
            server.parameters.borrow_mut().verify.peer = true;
            server.parameters.borrow_mut().max_fragment = max_fragment;
            client.parameters.borrow_mut().credentials = vec![long(Sort::Rsa)];
            client.parameters.borrow_mut().max_fragment = max_fragment;
            let mut pair = shake(&client, &server);
            assert_eq!(pair.client.established().peer_chain.len(), 80);
            assert_eq!(pair.server.established().peer_chain.len(), 80);
            let longest = client.messages.borrow();
            let longest = longest.iter().filter(|(_, kind, _)| *kind == 22);
            assert!(longest.map(|(_, _, bytes)| bytes.len()).max() > Some(16384));
        }
    }
}
