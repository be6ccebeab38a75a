use super::support::*;
use crate::error::reason::Reason;
use crate::handshake::*;
use crate::record::alert::AlertDescription;

const VERSIONS: [ProtocolVersion; 2] = [TLS12, TLS13];

/// The server fails with alert and reason, and the client hears of it.
fn server_fails(client: &App, server: &App, alert: u8, reason: Reason) {
    let pair = connect(client, server);
    let failure = pair.server.failure();
    assert_eq!(failure.reason, reason, "{failure:?}");
    assert_eq!(failure.alert_sent, Some(AlertDescription(alert)));
    let heard = pair.client.failure();
    assert_eq!(heard.reason, Reason::from_alert(AlertDescription(alert)));
    assert_eq!(heard.alert_received, Some(AlertDescription(alert)));
    assert_eq!(heard.alert_sent, None);
    assert_eq!(server.logged(&format!("alert Write 2 {alert}")), 1);
    assert_eq!(client.logged(&format!("alert Read 2 {alert}")), 1);
}

/// The client fails with alert and reason, and the server hears of it.
fn client_fails(client: &App, server: &App, alert: u8, reason: Reason) {
    let pair = connect(client, server);
    let failure = pair.client.failure();
    assert_eq!(failure.reason, reason, "{failure:?}");
    assert_eq!(failure.alert_sent, Some(AlertDescription(alert)));
    let heard = pair.server.failure();
    assert_eq!(heard.reason, Reason::from_alert(AlertDescription(alert)));
    assert_eq!(heard.alert_received, Some(AlertDescription(alert)));
}

#[test]
fn no_shared_cipher() {
    for version in VERSIONS {
        let (client, server) = (App::new(version), App::server(version, Sort::Ecdsa));
        client.profile(|p| {
            p.tls13_suites = vec![CipherSuite(0x1301)];
            p.tls12_suites = vec![CipherSuite(0xc02b)];
        });
        server.profile(|p| {
            p.tls13_suites = vec![CipherSuite(0x1302)];
            p.tls12_suites = vec![CipherSuite(0xc02c)];
        });
        server_fails(&client, &server, 40, Reason::NO_SHARED_CIPHER);
    }
}

#[test]
fn no_certificate_for_the_offered_suites() {
    let (client, server) = (App::new(TLS12), App::server(TLS12, Sort::Ecdsa));
    client.profile(|p| p.tls12_suites = vec![CipherSuite(0xc02f)]);
    server_fails(&client, &server, 40, Reason::NO_SHARED_CIPHER);
}

#[test]
fn no_certificate_at_all() {
    for version in VERSIONS {
        let (client, server) = (App::new(version), App::new(version));
        let reason = match version {
            TLS13 => Reason::NO_SUITABLE_SIGNATURE_ALGORITHM,
            _ => Reason::NO_SHARED_CIPHER,
        };
        server_fails(&client, &server, 40, reason);
    }
}

#[test]
fn unsupported_protocol() {
    let (client, server) = (App::new(TLS12), App::server(TLS13, Sort::Ecdsa));
    server_fails(&client, &server, 70, Reason::UNSUPPORTED_PROTOCOL);
    let (client, server) = (App::new(TLS13), App::server(TLS12, Sort::Ecdsa));
    server_fails(&client, &server, 70, Reason::UNSUPPORTED_PROTOCOL);
}

#[test]
fn no_application_protocol() {
    for version in VERSIONS {
        let (client, server) = (App::new(version), App::server(version, Sort::Ecdsa));
        client.parameters.borrow_mut().alpn = b"\x02h2".to_vec();
        *server.alpn.borrow_mut() = AlpnAnswer::Fail(Fatal::new(
            AlertDescription(120),
            Reason::NO_APPLICATION_PROTOCOL,
        ));
        server_fails(&client, &server, 120, Reason::NO_APPLICATION_PROTOCOL);
    }
}

#[test]
fn refused_by_callbacks() {
    for version in VERSIONS {
        let refusal = Fatal::new(AlertDescription(112), Reason::CALLBACK_FAILED);
        let (client, server) = (App::new(version), App::server(version, Sort::Ecdsa));
        *server.server_name.borrow_mut() = Answer::Fail(refusal);
        server_fails(&client, &server, 112, Reason::CALLBACK_FAILED);

        let (client, server) = (App::new(version), App::server(version, Sort::Ecdsa));
        server
            .client_hello
            .borrow_mut()
            .push_back(Answer::Fail(refusal));
        server_fails(&client, &server, 112, Reason::CALLBACK_FAILED);
    }
}

#[test]
fn peer_did_not_return_a_certificate() {
    // In TLS 1.3 the client is done before it hears of this.
    let (client, server) = (App::new(TLS13), App::server(TLS13, Sort::Ecdsa));
    server.parameters.borrow_mut().verify = VerifyMode {
        peer: true,
        require: true,
        post_handshake: false,
    };
    let mut pair = connect(&client, &server);
    let failure = pair.server.failure();
    assert_eq!(failure.reason, Reason::PEER_DID_NOT_RETURN_A_CERTIFICATE);
    assert_eq!(failure.alert_sent, Some(AlertDescription(116)));
    let key = &mut pair.client.established().read.key;
    let alert = open(key, &pair.to_client).unwrap();
    assert_eq!(alert, (21, vec![2, 116]));

    let (client, server) = (App::new(TLS12), App::server(TLS12, Sort::Ecdsa));
    server.parameters.borrow_mut().verify = VerifyMode {
        peer: true,
        require: true,
        post_handshake: false,
    };
    server_fails(
        &client,
        &server,
        40,
        Reason::PEER_DID_NOT_RETURN_A_CERTIFICATE,
    );
}

#[test]
fn certificate_verify_failed() {
    for version in VERSIONS {
        let (client, server) = (App::new(version), App::server(version, Sort::Ecdsa));
        client.verify.set(Some(Fatal::new(
            AlertDescription(48),
            Reason::CERTIFICATE_VERIFY_FAILED,
        )));
        client_fails(&client, &server, 48, Reason::CERTIFICATE_VERIFY_FAILED);
    }
}

#[test]
fn client_certificate_verify_failed() {
    let (client, server) = (App::new(TLS12), App::server(TLS12, Sort::Ecdsa));
    client.parameters.borrow_mut().credentials = vec![credential(Sort::Ecdsa)];
    server.parameters.borrow_mut().verify.peer = true;
    server.verify.set(Some(Fatal::new(
        AlertDescription(48),
        Reason::CERTIFICATE_VERIFY_FAILED,
    )));
    server_fails(&client, &server, 48, Reason::CERTIFICATE_VERIFY_FAILED);
}

#[test]
fn a_key_that_is_not_the_certificates() {
    for version in VERSIONS {
        let (client, server) = (App::new(version), App::new(version));
        let (a, b) = (credential(Sort::Ecdsa), credential(Sort::Ecdsa));
        let mixed = Credential::new(a.chain.clone(), b.key.clone());
        server.parameters.borrow_mut().credentials = vec![std::sync::Arc::new(mixed)];
        client_fails(&client, &server, 51, Reason::BAD_SIGNATURE);
    }
}

#[test]
fn no_suitable_key_share() {
    let (client, server) = (App::new(TLS13), App::server(TLS13, Sort::Ecdsa));
    client.profile(|p| p.groups = vec![NamedGroup(23)]);
    server.profile(|p| p.groups = vec![NamedGroup(24)]);
    server_fails(&client, &server, 40, Reason::NO_SUITABLE_KEY_SHARE);
}

#[test]
fn no_protocols_available() {
    let (client, server) = (App::new(NO_VERSION), App::server(TLS13, Sort::Ecdsa));
    let pair = connect(&client, &server);
    assert_eq!(pair.client.failure().reason, Reason::NO_PROTOCOLS_AVAILABLE);
}

fn server_given(bytes: &[u8]) -> Failure {
    let server = App::server(TLS13, Sort::Ecdsa);
    let mut side = Side::new(&server, Engine::server());
    side.work(&mut bytes.to_vec(), &mut Vec::new());
    side.failure().clone()
}

#[test]
fn first_message_is_no_client_hello() {
    // A whole one, and the beginning of one of 16 MB.
    for record in [
        [22, 3, 1, 0, 4, 14, 0, 0, 0],
        [22, 3, 1, 0, 4, 99, 255, 255, 255],
    ] {
        let failure = server_given(&record);
        assert_eq!(failure.reason, Reason::UNEXPECTED_MESSAGE);
        assert_eq!(failure.alert_sent, Some(AlertDescription(10)));
    }
}

#[test]
fn first_record_is_an_alert() {
    let failure = server_given(&[21, 3, 1, 0, 2, 2, 40]);
    assert_eq!(failure.alert_received, Some(AlertDescription(40)));
    assert_eq!(failure.alert_sent, None);
}

#[test]
fn malformed_client_hello() {
    let failure = server_given(&[22, 3, 1, 0, 5, 1, 0, 0, 1, 3]);
    assert_eq!(failure.reason, Reason::LENGTH_TOO_SHORT);
    assert_eq!(failure.alert_sent, Some(AlertDescription(50)));
    let failure = server_given(&[22, 3, 1, 0, 7, 1, 0, 0, 3, 3, 3, 9]);
    assert_eq!(failure.reason, Reason::LENGTH_MISMATCH);
    assert_eq!(failure.alert_sent, Some(AlertDescription(50)));
}

#[test]
fn excessive_client_hello() {
    let failure = server_given(&[22, 3, 1, 0, 5, 1, 0xff, 0, 0, 3]);
    assert_eq!(failure.reason, Reason::EXCESSIVE_MESSAGE_SIZE);
    assert_eq!(failure.alert_sent, Some(AlertDescription(47)));
}

#[test]
fn forged_record() {
    let (client, server) = (App::new(TLS13), App::server(TLS13, Sort::Ecdsa));
    let mut a = Side::new(&client, Engine::client());
    let mut b = Side::new(&server, Engine::server());
    let (mut to_client, mut to_server) = (Vec::new(), Vec::new());
    a.work(&mut to_client, &mut to_server);
    b.work(&mut to_server, &mut to_client);
    *to_client.last_mut().unwrap() ^= 1;
    a.work(&mut to_client, &mut to_server);
    let reason = Reason::DECRYPTION_FAILED_OR_BAD_RECORD_MAC;
    assert_eq!(a.failure().reason, reason);
    assert_eq!(a.failure().alert_sent, Some(AlertDescription(20)));
    b.work(&mut to_server, &mut to_client);
    assert_eq!(b.failure().alert_received, Some(AlertDescription(20)));
}

/// A ClientHello with this version, these suites and nothing else.
fn bare_client_hello(version: u16, suites: &[u8]) -> Vec<u8> {
    let mut body = version.to_be_bytes().to_vec();
    body.extend([7; 32]);
    body.extend([0, 0, suites.len() as u8]);
    body.extend(suites);
    body.extend([1, 0]);
    let len = body.len() as u8;
    let mut record = vec![22, 3, 1, 0, len + 4, 1, 0, 0, len];
    record.extend(body);
    record
}

#[test]
fn versions_below_tls12() {
    let failure = server_given(&bare_client_hello(0x0300, &[0, 47]));
    assert_eq!(failure.reason, Reason::VERSION_TOO_LOW);
    let failure = server_given(&bare_client_hello(0x0301, &[0, 47]));
    assert_eq!(failure.reason, Reason::UNSUPPORTED_PROTOCOL);
    assert_eq!(failure.alert_sent, Some(AlertDescription(70)));

    // The alert goes out under the client's version.
    let server = App::server(TLS13, Sort::Ecdsa);
    let mut side = Side::new(&server, Engine::server());
    let mut sent = Vec::new();
    side.work(&mut bare_client_hello(0x0301, &[0, 47]), &mut sent);
    assert_eq!(sent, [21, 3, 1, 0, 2, 2, 70]);
}

#[test]
fn inappropriate_fallback() {
    let server = App::server(TLS13, Sort::Ecdsa);
    server.profile(|p| p.tls12 = true);
    let mut side = Side::new(&server, Engine::server());
    let hello = bare_client_hello(0x0303, &[0xc0, 0x2b, 0x56, 0]);
    side.work(&mut hello.clone(), &mut Vec::new());
    assert_eq!(side.failure().reason, Reason::INAPPROPRIATE_FALLBACK);
    assert_eq!(side.failure().alert_sent, Some(AlertDescription(86)));
}

#[test]
fn close_notify_within_the_handshake() {
    let client = App::new(TLS13);
    let mut side = Side::new(&client, Engine::client());
    side.work(&mut vec![21, 3, 3, 0, 2, 1, 0], &mut Vec::new());
    assert!(side.closed);
    let server = App::server(TLS13, Sort::Ecdsa);
    let mut side = Side::new(&server, Engine::server());
    side.work(&mut vec![21, 3, 1, 0, 2, 1, 0], &mut Vec::new());
    assert!(side.closed);
}

#[test]
fn excessive_chain() {
    for version in VERSIONS {
        let (client, server) = (App::new(version), App::server(version, Sort::Ecdsa));
        client.parameters.borrow_mut().max_certificate = Some(100);
        client_fails(&client, &server, 47, Reason::EXCESSIVE_MESSAGE_SIZE);
        assert_eq!(client.logged("verify"), 0);
    }
}

#[test]
fn fallback_signal() {
    let (client, server) = (App::new(TLS12), App::server(TLS13, Sort::Ecdsa));
    server.profile(|p| p.tls12 = true);
    client.parameters.borrow_mut().fallback = true;
    server_fails(&client, &server, 86, Reason::INAPPROPRIATE_FALLBACK);
    server.profile(|p| p.tls13 = false);
    connect(&client, &server).client.established();
}
