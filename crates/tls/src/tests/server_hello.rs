//! What a server makes of a ClientHello: each check, with its alert and its reason.

use std::cell::RefCell;
use std::rc::Rc;

use super::endpoint::Peer;
use super::fixtures::Sort;
use super::program::Session;
use crate::cipher::Cipher;
use crate::codec::Writer;
use crate::error::{Fatal, Reason};
use crate::extension::Name;
use crate::link::{Answer, SessionSecret};
use crate::machine::table::{After, Flow, Why};
use crate::machine::{Retry, Side};
use crate::message::client_hello::Fields;
use crate::message::extensions::write_one;
use crate::registry::alert::{self, AlertDescription};
use crate::registry::extension::{self, ExtensionType};
use crate::registry::field::{
    CompressionMethod, DEFLATE, NULL_COMPRESSION, SSL2_CLIENT_HELLO, UNCOMPRESSED_POINT,
};
use crate::registry::group::{SECP256R1, SECP384R1, SECP521R1, X25519};
use crate::registry::scheme::{self, SignatureScheme, ECDSA_SECP256R1_SHA256, ED25519};
use crate::registry::suite::{
    CipherSuite, TLS_AES_128_GCM_SHA256, TLS_AES_256_GCM_SHA384,
    TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, TLS_EMPTY_RENEGOTIATION_INFO_SCSV, TLS_FALLBACK_SCSV,
};
use crate::registry::version::{ProtocolVersion, SSL3, TLS10, TLS11, TLS12, TLS13};
use crate::server::{choice, hello};

/// A ClientHello for a test to change.
#[derive(Clone)]
struct Hello {
    version: ProtocolVersion,
    suites: Vec<CipherSuite>,
    compression: Vec<CompressionMethod>,
    extensions: Vec<(ExtensionType, Vec<u8>)>,
}

impl Hello {
    /// Of TLS 1.2, with one suite.
    fn tls12() -> Hello {
        Hello {
            version: TLS12,
            suites: vec![TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256],
            compression: vec![NULL_COMPRESSION],
            extensions: Vec::new(),
        }
    }

    /// Of TLS 1.3, as far as the suite.
    fn tls13() -> Hello {
        Hello {
            suites: vec![TLS_AES_128_GCM_SHA256],
            ..Hello::tls12()
        }
        .with(extension::SUPPORTED_VERSIONS, &[2, 3, 4])
    }

    fn with(mut self, kind: ExtensionType, content: &[u8]) -> Hello {
        self.extensions.push((kind, content.to_vec()));
        self
    }

    fn of(self, suites: &[CipherSuite]) -> Hello {
        Hello {
            suites: suites.to_vec(),
            ..self
        }
    }

    fn body(&self) -> Vec<u8> {
        let mut w = Writer::new();
        let fields = Fields {
            legacy_version: self.version,
            random: &[9; 32],
            session_id: &[5; 32],
            cookie: None,
            suites: &self.suites,
            compression_methods: &self.compression,
        };
        fields.write(&mut w, |w| {
            for (kind, content) in &self.extensions {
                write_one(w, *kind, |w| w.bytes(content));
            }
        });
        w.finish().unwrap()
    }
}

/// A server with a certificate, before its first handshake.
fn server() -> Peer {
    let mut server = Peer::new(Side::Server);
    server.configure(|config| config.credentials = vec![Sort::P256.credential()]);
    server.handshake.refresh(&server.link);
    server
}

/// A server of which the test has changed the settings.
fn set(server: &mut Peer, change: impl FnOnce(&mut crate::config::Config)) {
    server.configure(change);
    server.handshake.refresh(&server.link);
}

/// A server that has read the hello.
fn reads(hello: &Hello) -> Peer {
    let mut server = server();
    read(&mut server, hello);
    server
}

fn read(server: &mut Peer, hello: &Hello) {
    let after = hello::receive(&mut server.handshake, &server.link, &hello.body());
    assert_eq!(after, Ok(After::Work));
}

type Step = fn(&mut crate::machine::Handshake, &dyn crate::link::Link) -> Result<Flow, Fatal>;

fn step(server: &mut Peer, step: Step) -> Result<Flow, Fatal> {
    step(&mut server.handshake, &server.link)
}

/// A server that has read the hello and taken these steps.
fn after(hello: &Hello, steps: &[Step]) -> Peer {
    let mut server = reads(hello);
    for next in steps {
        assert_eq!(step(&mut server, *next), Ok(Flow::Next));
    }
    server
}

/// The same handshake later: there were Finished messages.
fn finish(server: &Peer) {
    let data = crate::facts::Short::new(&[1; 12]).unwrap();
    server.facts.finished.set(data);
    server.facts.peer_finished.set(data);
}

fn fatal(alert: AlertDescription, reason: Reason) -> Result<Flow, Fatal> {
    Err(Fatal::new(alert, reason))
}

fn session(server: &Peer, change: impl FnOnce(&mut crate::session::Resumable)) {
    let mut session = Session::default();
    change(&mut session.data);
    server.session.replace(Some(Rc::new(RefCell::new(session))));
}

fn suite(number: CipherSuite) -> &'static Cipher {
    Cipher::find(number).unwrap()
}

#[test]
fn a_renegotiation_is_refused_with_a_warning_unless_it_is_allowed_and_safe() {
    for (allowed, forbidden, safe, unsafe_allowed, begins) in [
        (false, false, true, false, false),
        (true, true, true, false, false),
        (true, false, false, false, false),
        (true, false, true, false, true),
        (true, false, false, true, true),
    ] {
        let mut server = server();
        set(&mut server, |config| {
            config.options.allow_client_renegotiation = allowed;
            config.options.no_renegotiation = forbidden;
            config.options.allow_unsafe_legacy_renegotiation = unsafe_allowed;
        });
        finish(&server);
        server.facts.secure_renegotiation.set(safe);
        let body = Hello::tls12().body();
        let after = hello::receive(&mut server.handshake, &server.link, &body);
        assert_eq!(after, Ok(if begins { After::Work } else { After::Turn }));
        assert_eq!(server.handshake.renegotiates, begins);
        assert_eq!(server.handshake.new_session, begins);
        assert_eq!(server.has_noted("warn NO_RENEGOTIATION"), !begins);
    }
}

#[test]
fn a_renegotiation_that_we_asked_for_is_not_refused() {
    let mut server = server();
    finish(&server);
    server.handshake.renegotiates = true;
    read(&mut server, &Hello::tls12());
    assert!(!server.handshake.new_session);
}

#[test]
fn the_callback_looks_at_the_hello_first() {
    let mut server = reads(&Hello::tls12());
    assert_eq!(
        step(&mut server, hello::client_hello_callback),
        Ok(Flow::Next)
    );
    set(&mut server, |config| config.callbacks.client_hello = true);
    let failure = Fatal::new(alert::ACCESS_DENIED, Reason::CALLBACK_FAILED);
    let answers = [Ok(Answer::Wait), Err(failure), Ok(Answer::Continue)];
    server.on.client_hello.first(answers);
    let expected = [
        Ok(Flow::Wait(Why::ClientHello)),
        Err(failure),
        Ok(Flow::Next),
    ];
    for expected in expected {
        assert_eq!(step(&mut server, hello::client_hello_callback), expected);
    }
}

#[test]
fn the_version_is_fixed() {
    for (hello, version, rule) in [
        (Hello::tls12(), TLS12, "rule Version(Tls12, TLS12)"),
        (Hello::tls13(), TLS13, "rule Version(Tls13, TLS13)"),
    ] {
        let server = after(&hello, &[hello::version]);
        assert_eq!(server.version(), version);
        assert_eq!(server.handshake.fixed_version, Some(version));
        assert_eq!(server.facts.client_version.get(), TLS12);
        assert_eq!(server.facts.client_random.get(), [9; 32]);
        assert!(server.has_noted(rule));
    }
}

#[test]
fn the_alert_about_a_version_has_the_clients_in_its_record() {
    let hello = Hello {
        version: TLS10,
        ..Hello::tls12()
    };
    let mut server = reads(&hello);
    let expected = fatal(alert::PROTOCOL_VERSION, Reason::UNSUPPORTED_PROTOCOL);
    assert_eq!(step(&mut server, hello::version), expected);
    assert_eq!(server.version(), TLS10);
    assert!(server.has_noted("rule HeaderVersion(TLS10)"));
}

#[test]
fn a_later_handshake_keeps_its_version() {
    let hello = Hello {
        version: TLS11,
        ..Hello::tls12()
    };
    let mut server = server();
    finish(&server);
    server.handshake.renegotiates = true;
    server.handshake.fixed_version = Some(TLS12);
    server.facts.version.set(TLS12);
    read(&mut server, &hello);
    let expected = fatal(alert::PROTOCOL_VERSION, Reason::WRONG_SSL_VERSION);
    assert_eq!(step(&mut server, hello::version), expected);
    assert_eq!(server.version(), TLS12);
    assert!(server.noted(&["rule"]).is_empty());
}

#[test]
fn versions_are_read_by_the_rules_of_the_extension() {
    let hello = Hello {
        version: SSL3,
        ..Hello::tls13()
    };
    let mut server = reads(&hello);
    let expected = fatal(alert::PROTOCOL_VERSION, Reason::BAD_LEGACY_VERSION);
    assert_eq!(step(&mut server, hello::version), expected);

    let mut server = reads(&Hello::tls12());
    server.handshake.retry = Retry::Pending;
    server.handshake.fixed_version = Some(TLS13);
    let expected = fatal(alert::PROTOCOL_VERSION, Reason::UNSUPPORTED_PROTOCOL);
    assert_eq!(step(&mut server, hello::version), expected);
}

#[test]
fn a_hello_of_tls13_ends_its_record() {
    for (hello, expected) in [
        (
            Hello::tls13(),
            fatal(alert::UNEXPECTED_MESSAGE, Reason::NOT_ON_RECORD_BOUNDARY),
        ),
        (Hello::tls12(), Ok(Flow::Next)),
    ] {
        let mut server = reads(&hello);
        server.handshake.receive(crate::link::Kind::Handshake, &[1]);
        assert_eq!(step(&mut server, hello::version), expected);
    }
}

#[test]
fn a_list_of_suites_has_suites_and_no_halves() {
    let mut server = after(&Hello::tls12().of(&[]), &[hello::version]);
    let expected = fatal(alert::ILLEGAL_PARAMETER, Reason::NO_CIPHERS_SPECIFIED);
    assert_eq!(step(&mut server, hello::suites), expected);
}

#[test]
fn suites_are_kept_as_they_came() {
    let unknown = CipherSuite(0xfafa);
    let known = TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256;
    let signal = TLS_EMPTY_RENEGOTIATION_INFO_SCSV;
    let hello = Hello::tls12().of(&[unknown, known, signal]);
    let mut server = after(&hello, &[hello::version, hello::suites]);
    let raw: Vec<u8> = hello
        .suites
        .iter()
        .flat_map(|s| s.0.to_be_bytes())
        .collect();
    assert_eq!(server.facts.raw_suites.borrow()[..], raw);
    assert!(server.facts.secure_renegotiation.get());
    session(&server, |_| ());
    server.facts.hit.set(false);
    assert_eq!(step(&mut server, choice::shared_signatures), Ok(Flow::Next));
    assert_eq!(server.facts.peer_suites.get()[..], [suite(known)]);
    assert!(server.handshake.hello.is_none());
}

#[test]
fn the_signal_of_a_first_handshake_is_fatal_in_a_later_one() {
    let hello = Hello::tls12();
    let suites = [hello.suites[0], TLS_EMPTY_RENEGOTIATION_INFO_SCSV];
    let mut server = after(&hello.of(&suites), &[hello::version]);
    server.handshake.renegotiates = true;
    let expected = fatal(
        alert::HANDSHAKE_FAILURE,
        Reason::SCSV_RECEIVED_WHEN_RENEGOTIATING,
    );
    assert_eq!(step(&mut server, hello::suites), expected);
    assert!(!server.facts.secure_renegotiation.get());
}

#[test]
fn a_client_that_falls_back_could_have_more() {
    let hello = Hello::tls12();
    let suites = [hello.suites[0], TLS_FALLBACK_SCSV];
    let hello = hello.of(&suites);
    let mut server = after(&hello, &[hello::version]);
    let expected = fatal(
        alert::INAPPROPRIATE_FALLBACK,
        Reason::INAPPROPRIATE_FALLBACK,
    );
    assert_eq!(step(&mut server, hello::suites), expected);
    set(&mut server, |config| config.highest = Some(TLS12));
    assert_eq!(step(&mut server, hello::suites), Ok(Flow::Next));
}

#[test]
fn tls13_needs_a_suite_of_both() {
    let steps: &[Step] = &[hello::version, hello::suites];
    let mut server = after(&Hello::tls13(), steps);
    assert_eq!(step(&mut server, hello::suite_tls13), Ok(Flow::Next));
    assert_eq!(
        server.facts.suite.get(),
        Some(suite(TLS_AES_128_GCM_SHA256))
    );

    let other = Hello::tls13().of(&[TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256]);
    let mut server = after(&other, steps);
    let expected = fatal(alert::HANDSHAKE_FAILURE, Reason::NO_SHARED_CIPHER);
    assert_eq!(step(&mut server, hello::suite_tls13), expected);

    let mut server = after(&Hello::tls12(), steps);
    assert_eq!(step(&mut server, hello::suite_tls13), Ok(Flow::Next));
    assert_eq!(server.facts.suite.get(), None);
}

#[test]
fn the_second_hello_leads_to_the_same_suite() {
    for (before, expected) in [
        (Some(TLS_AES_128_GCM_SHA256), Ok(Flow::Next)),
        (
            Some(TLS_AES_256_GCM_SHA384),
            fatal(alert::ILLEGAL_PARAMETER, Reason::BAD_CIPHER),
        ),
        (None, fatal(alert::ILLEGAL_PARAMETER, Reason::BAD_CIPHER)),
    ] {
        let mut server = after(&Hello::tls13(), &[hello::version, hello::suites]);
        server.handshake.retry = Retry::Pending;
        server.facts.suite.set(before.map(suite));
        assert_eq!(step(&mut server, hello::suite_tls13), expected);
    }
}

#[test]
fn a_resumed_session_needs_its_suite_among_the_clients() {
    let mut server = after(&Hello::tls12(), &[hello::version, hello::suites]);
    server.facts.hit.set(true);
    let offered = TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256;
    session(&server, |session| session.suite = Some(suite(offered)));
    assert_eq!(step(&mut server, hello::resumed_suite), Ok(Flow::Next));
    assert!(server.facts.legacy_session_id.get().is_empty());
    session(&server, |session| {
        session.suite = Some(suite(TLS_AES_128_GCM_SHA256));
    });
    let expected = fatal(alert::ILLEGAL_PARAMETER, Reason::REQUIRED_CIPHER_MISSING);
    assert_eq!(step(&mut server, hello::resumed_suite), expected);
}

#[test]
fn the_session_id_of_tls13_is_kept_to_be_sent_back() {
    let steps: &[Step] = &[hello::version, hello::suites, hello::resumed_suite];
    let server = after(&Hello::tls13(), steps);
    assert_eq!(server.facts.legacy_session_id.get()[..], [5; 32]);
}

#[test]
fn a_client_must_do_without_compression() {
    let hello = Hello {
        compression: vec![DEFLATE],
        ..Hello::tls12()
    };
    let mut server = reads(&hello);
    let expected = fatal(alert::DECODE_ERROR, Reason::NO_COMPRESSION_SPECIFIED);
    assert_eq!(step(&mut server, hello::compression), expected);
    let hello = Hello {
        compression: vec![DEFLATE, NULL_COMPRESSION],
        ..Hello::tls12()
    };
    let mut server = after(&hello, &[hello::compression, hello::version]);
    session(&server, |_| ());
    assert_eq!(
        step(&mut server, hello::only_null_compression),
        Ok(Flow::Next)
    );
}

#[test]
fn tls13_offers_no_compression() {
    let hello = Hello {
        compression: vec![NULL_COMPRESSION, DEFLATE],
        ..Hello::tls13()
    };
    let mut server = after(&hello, &[hello::version]);
    let expected = fatal(
        alert::ILLEGAL_PARAMETER,
        Reason::INVALID_COMPRESSION_ALGORITHM,
    );
    assert_eq!(step(&mut server, hello::only_null_compression), expected);
    let mut server = after(&Hello::tls13(), &[hello::version]);
    assert_eq!(
        step(&mut server, hello::only_null_compression),
        Ok(Flow::Next)
    );
}

#[test]
fn a_session_with_compression_is_not_resumed() {
    for (no_compression, reason) in [
        (true, Reason::INCONSISTENT_COMPRESSION),
        (false, Reason::INVALID_COMPRESSION_ALGORITHM),
    ] {
        let mut server = after(&Hello::tls12(), &[hello::version]);
        server.on.allows.replace(Rc::new(|_| true));
        set(&mut server, |config| {
            config.options.no_compression = no_compression;
        });
        session(&server, |session| session.compression = DEFLATE.0);
        let expected = fatal(alert::HANDSHAKE_FAILURE, reason);
        assert_eq!(step(&mut server, hello::only_null_compression), expected);
    }
}

#[test]
fn the_random_tells_of_a_downgrade() {
    let server = after(&Hello::tls12(), &[hello::version, hello::random]);
    assert!(server.facts.server_random.get().ends_with(b"DOWNGRD\x01"));
    let server = after(&Hello::tls13(), &[hello::version, hello::random]);
    let random = server.facts.server_random.get();
    assert!(!random.ends_with(b"DOWNGRD\x01") && random != [0; 32]);
}

#[test]
fn the_random_begins_with_the_time_if_the_program_wants() {
    let mut server = after(&Hello::tls12(), &[hello::version]);
    set(&mut server, |config| {
        config.options.server_hello_time = true
    });
    server.clock.set(0x0102_0304);
    assert_eq!(step(&mut server, hello::random), Ok(Flow::Next));
    assert!(server.facts.server_random.get().starts_with(&[1, 2, 3, 4]));
}

#[test]
fn the_program_gives_a_master_secret() {
    let secret = |bytes: &[u8], suite| SessionSecret {
        secret: bytes.to_vec().into(),
        suite,
    };
    let offered = suite(TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256);
    for given in [None, Some(&[][..]), Some(&[7; 48])] {
        let mut server = after(&Hello::tls12(), &[hello::version]);
        set(&mut server, |config| config.callbacks.session_secret = true);
        session(&server, |_| ());
        let answer = given.map(<[u8]>::to_vec);
        server
            .on
            .server_session_secret
            .set(move |_| answer.as_ref().map(|given| secret(given, Some(offered))));
        assert_eq!(step(&mut server, hello::session_secret), Ok(Flow::Next));
        let resumes = given.is_some_and(|given| !given.is_empty());
        assert_eq!(server.facts.hit.get(), resumes);
        let session = server.session.borrow().clone().unwrap();
        assert_eq!(session.borrow().data.suite.is_some(), resumes);
        assert_eq!(
            session.borrow().data.secret.len(),
            48 * usize::from(resumes)
        );
        assert_eq!(server.facts.peer_suites.get().len(), usize::from(resumes));
    }
}

#[test]
fn a_secret_of_the_programs_without_a_suite_needs_one_of_both() {
    let hello = Hello::tls12().of(&[TLS_AES_128_GCM_SHA256]);
    let mut server = after(&hello, &[hello::version]);
    set(&mut server, |config| config.callbacks.session_secret = true);
    session(&server, |_| ());
    server.on.server_session_secret.set(|_| {
        Some(SessionSecret {
            secret: vec![7; 48].into(),
            suite: None,
        })
    });
    let expected = fatal(alert::HANDSHAKE_FAILURE, Reason::NO_SHARED_CIPHER);
    assert_eq!(step(&mut server, hello::session_secret), expected);
}

#[test]
fn old_safari_is_known_by_its_extensions() {
    let groups: Vec<u8> = [SECP256R1, SECP384R1, SECP521R1]
        .iter()
        .flat_map(|group| group.0.to_be_bytes())
        .collect();
    let schemes: Vec<u8> = [
        scheme::RSA_PKCS1_SHA384,
        scheme::RSA_PKCS1_SHA256,
        scheme::RSA_PKCS1_SHA1,
        scheme::ECDSA_SECP256R1_SHA256,
        scheme::ECDSA_SHA1,
    ]
    .iter()
    .flat_map(|scheme| scheme.0.to_be_bytes())
    .collect();
    let vector16 = |bytes: &[u8]| [&(bytes.len() as u16).to_be_bytes(), bytes].concat();
    let tls11 = |version| {
        Hello {
            version,
            ..Hello::tls12()
        }
        .with(extension::SERVER_NAME, &vector16(&[0, 0, 1, b'a']))
        .with(extension::SUPPORTED_GROUPS, &vector16(&groups))
        .with(extension::EC_POINT_FORMATS, &[1, UNCOMPRESSED_POINT.0])
    };
    let tls12 = tls11(TLS12).with(extension::SIGNATURE_ALGORITHMS, &vector16(&schemes));
    let other = tls12.clone().with(extension::ENCRYPT_THEN_MAC, &[]);
    for (hello, is_safari) in [
        (tls11(TLS11), true),
        (tls12, true),
        (tls11(TLS12), false),
        (other, false),
        (Hello::tls12(), false),
    ] {
        let mut server = reads(&hello);
        set(&mut server, |config| config.options.safari_bug = true);
        assert_eq!(step(&mut server, hello::compression), Ok(Flow::Next));
        assert_eq!(server.handshake.looks_like_safari, is_safari);
    }
}

/// A server of TLS 1.2 with a new session, which has read the hello and knows these schemes of the client.
fn chooses(schemes: Option<&[SignatureScheme]>) -> Peer {
    let server = after(&Hello::tls12(), &[hello::version, hello::suites]);
    session(&server, |_| ());
    server.facts.peer_schemes.set(schemes.map(Into::into));
    server.facts.peer_groups.set([X25519, SECP256R1].into());
    server
}

const GOOD: Option<&[SignatureScheme]> = Some(&[ECDSA_SECP256R1_SHA256]);

#[test]
fn a_client_that_names_algorithms_shares_one() {
    let mut server = chooses(GOOD);
    assert_eq!(step(&mut server, choice::shared_signatures), Ok(Flow::Next));
    assert_eq!(server.facts.shared_schemes.get().len(), 1);
    let mut server = chooses(Some(&[SignatureScheme(0xfafa)]));
    let expected = fatal(
        alert::HANDSHAKE_FAILURE,
        Reason::NO_SHARED_SIGNATURE_ALGORITHMS,
    );
    assert_eq!(step(&mut server, choice::shared_signatures), expected);
    // A resumed session has been agreed on.
    let mut server = chooses(Some(&[SignatureScheme(0xfafa)]));
    server.facts.hit.set(true);
    assert_eq!(step(&mut server, choice::shared_signatures), Ok(Flow::Next));
    assert!(server.facts.peer_suites.get().is_empty());
}

#[test]
fn the_certificate_callback_is_asked_for_new_sessions() {
    let mut server = chooses(GOOD);
    set(&mut server, |config| config.callbacks.certificate = true);
    let failure = Fatal::new(alert::INTERNAL_ERROR, Reason::CERT_CB_ERROR);
    server
        .on
        .certificate
        .first([Ok(Answer::Wait), Err(failure)]);
    let wait = Ok(Flow::Wait(Why::X509Lookup));
    assert_eq!(step(&mut server, choice::certificate_callback), wait);
    server.facts.hit.set(true);
    assert_eq!(
        step(&mut server, choice::certificate_callback),
        Ok(Flow::Next)
    );
    server.facts.hit.set(false);
    assert_eq!(
        step(&mut server, choice::certificate_callback),
        Err(failure)
    );
}

#[test]
fn suite_and_certificate_go_together() {
    let mut server = chooses(GOOD);
    for next in [
        choice::shared_signatures,
        choice::suite_tls12,
        choice::signature,
    ] {
        assert_eq!(step(&mut server, next), Ok(Flow::Next));
    }
    let chosen = suite(TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256);
    assert_eq!(server.facts.suite.get(), Some(chosen));
    let algorithm = server.facts.scheme.get().unwrap();
    assert_eq!(algorithm.id, ECDSA_SECP256R1_SHA256);
    assert!(server.handshake.credential.is_some());
}

#[test]
fn no_suite_without_a_certificate_for_it() {
    let mut server = chooses(GOOD);
    set(&mut server, |config| {
        config.credentials = vec![Sort::Rsa.credential()];
    });
    assert_eq!(step(&mut server, choice::shared_signatures), Ok(Flow::Next));
    let expected = fatal(alert::HANDSHAKE_FAILURE, Reason::NO_SHARED_CIPHER);
    assert_eq!(step(&mut server, choice::suite_tls12), expected);
}

#[test]
fn tls13_needs_an_algorithm_for_a_certificate() {
    let mut server = after(&Hello::tls13(), &[hello::version, hello::suites]);
    assert_eq!(step(&mut server, hello::suite_tls13), Ok(Flow::Next));
    session(&server, |_| ());
    let schemes: &[SignatureScheme] = &[ED25519];
    server.facts.peer_schemes.set(Some(schemes.into()));
    assert_eq!(step(&mut server, choice::shared_signatures), Ok(Flow::Next));
    let expected = fatal(
        alert::HANDSHAKE_FAILURE,
        Reason::NO_SUITABLE_SIGNATURE_ALGORITHM,
    );
    assert_eq!(step(&mut server, choice::signature), expected);
    set(&mut server, |config| {
        config.credentials = vec![Sort::Ed25519.credential()];
    });
    assert_eq!(step(&mut server, choice::signature), Ok(Flow::Next));
}

#[test]
fn a_session_that_must_not_be_resumed_gets_no_ticket() {
    for resumable in [true, false] {
        let mut server = chooses(GOOD);
        for next in [choice::shared_signatures, choice::suite_tls12] {
            assert_eq!(step(&mut server, next), Ok(Flow::Next));
        }
        server.on.resumable.set(move |_| resumable);
        server.handshake.ticket_expected = true;
        assert_eq!(step(&mut server, choice::signature), Ok(Flow::Next));
        assert_eq!(server.handshake.ticket_expected, resumable);
    }
}

#[test]
fn the_status_callback_runs_for_a_certificate_that_is_asked_about() {
    let failure = Fatal::new(alert::INTERNAL_ERROR, Reason::CLIENTHELLO_TLSEXT);
    for (answer, flow, expected) in [
        (Ok(true), Ok(Flow::Next), true),
        (Ok(false), Ok(Flow::Next), false),
        (Err(failure), Err(failure), false),
    ] {
        let mut server = server();
        set(&mut server, |config| config.callbacks.status = true);
        server.facts.status_type.set(Some(1));
        server.on.status.set(move |_| answer);
        // Without a certificate nothing is asked.
        assert_eq!(step(&mut server, choice::status), Ok(Flow::Next));
        assert!(!server.handshake.status_expected);
        server.handshake.credential = Some(Sort::P256.credential());
        assert_eq!(step(&mut server, choice::status), flow);
        assert_eq!(server.handshake.status_expected, expected);
    }
}

#[test]
fn we_answer_once_all_is_chosen() {
    let mut server = server();
    let chosen = suite(TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256);
    server.facts.suite.set(Some(chosen));
    assert_eq!(step(&mut server, choice::srp_user), Ok(Flow::Turn));
}

#[test]
fn the_extensions_of_a_hello_are_found_at_once() {
    let mut server = server();
    let twice = Hello::tls13().with(extension::SUPPORTED_VERSIONS, &[2, 3, 4]);
    let after = hello::receive(&mut server.handshake, &server.link, &twice.body());
    let expected = Fatal::new(alert::ILLEGAL_PARAMETER, Reason::BAD_EXTENSION);
    assert_eq!(after, Err(expected));
    let server = reads(&Hello::tls13());
    assert!(server.handshake.offer.has(Name::SupportedVersions));
}

/// A ClientHello in the format of SSL 2.0.
fn ssl2(version: ProtocolVersion) -> Vec<u8> {
    let suite = TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256;
    let mut w = Writer::new();
    w.u8(SSL2_CLIENT_HELLO.0);
    w.u16(version.0);
    for length in [3, 0, 16] {
        w.u16(length);
    }
    w.u8(0);
    w.u16(suite.0);
    w.bytes(&[9; 16]);
    w.finish().unwrap()
}

fn read_ssl2(server: &mut Peer, version: ProtocolVersion) -> Result<After, Fatal> {
    server.handshake.ssl2_hello = true;
    hello::receive(&mut server.handshake, &server.link, &ssl2(version))
}

#[test]
fn a_hello_of_ssl2_is_the_first_message_of_all() {
    let expected = Err(Fatal::new(
        alert::UNEXPECTED_MESSAGE,
        Reason::UNEXPECTED_MESSAGE,
    ));
    let mut later = server();
    finish(&later);
    later.handshake.renegotiates = true;
    assert_eq!(read_ssl2(&mut later, TLS12), expected);
    let mut retried = server();
    retried.handshake.retry = Retry::Pending;
    assert_eq!(read_ssl2(&mut retried, TLS12), expected);
}

#[test]
fn a_hello_of_ssl2_offers_a_later_version() {
    for (version, expected) in [
        (TLS12, Ok(Flow::Next)),
        (
            ProtocolVersion(2),
            fatal(alert::PROTOCOL_VERSION, Reason::UNKNOWN_PROTOCOL),
        ),
    ] {
        let mut server = server();
        assert_eq!(read_ssl2(&mut server, version), Ok(After::Work));
        assert_eq!(step(&mut server, hello::version), expected);
    }
    let mut server = server();
    assert_eq!(read_ssl2(&mut server, TLS12), Ok(After::Work));
    for next in [hello::version, hello::suites, hello::compression] {
        assert_eq!(step(&mut server, next), Ok(Flow::Next));
    }
    let suite = TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256.0.to_be_bytes();
    assert_eq!(server.facts.raw_suites.borrow()[..], suite);
    let random = server.facts.client_random.get();
    assert_eq!(random, *[[0; 16], [9; 16]].as_flattened());
}
