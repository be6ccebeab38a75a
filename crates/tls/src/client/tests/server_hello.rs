//! ServerHello, and the session that follows from it.

use super::*;
use crate::choose::SecurityOp;
use crate::client::server_hello::{receive, receive_encrypted_extensions};
use crate::exchange::Share;
use crate::extension::Name;
use crate::facts::Short;
use crate::machine::table::After;
use crate::machine::Retry;
use crate::registry::extension::{
    ExtensionType, COOKIE, KEY_SHARE, PRE_SHARED_KEY, RENEGOTIATION_INFO, SUPPORTED_VERSIONS,
};
use crate::registry::group::X25519;
use crate::registry::version::TLS13;

const SHA384: &str = "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384";

/// A hello without extensions.
struct Hello {
    version: ProtocolVersion,
    random: [u8; 32],
    id: &'static [u8],
    suite: u16,
    compression: u8,
}

impl Default for Hello {
    fn default() -> Hello {
        Hello {
            version: TLS12,
            random: [2; 32],
            id: &[],
            suite: suite(ECDSA).id.0,
            compression: 0,
        }
    }
}

impl Hello {
    fn write(&self) -> Vec<u8> {
        let mut w = Writer::new();
        w.u16(self.version.0);
        w.bytes(&self.random);
        w.vec8(|w| w.bytes(self.id));
        w.u16(self.suite);
        w.u8(self.compression);
        w.finish().unwrap()
    }
}

fn read(link: &Endpoint, h: &mut Handshake, hello: &Hello) -> Result<After, Fatal> {
    h.refresh(link);
    receive(h, link, &hello.write())
}

#[test]
fn a_full_handshake_has_a_new_session() {
    let (link, mut h) = waiting(TLS12, &[ECDSA]);
    link.change(|session| session.id = Short::new(b"old").unwrap());
    let hello = Hello {
        id: b"new",
        ..Hello::default()
    };
    assert_eq!(read(&link, &mut h, &hello), Ok(After::Read));
    let notes = link.take_journal();
    let session = ["rule Version(Tls12, TLS12)", "miss", "new_session"];
    assert!(notes.windows(3).any(|notes| notes == session), "{notes:?}");
    link.change(|session| {
        assert_eq!(*session.id, *b"new");
        assert_eq!(session.version, TLS12);
    });
    assert!(!link.facts.hit.get());
    assert_eq!(link.facts.suite.get(), Some(suite(ECDSA)));
    assert_eq!(link.facts.server_random.get(), [2; 32]);
    assert_eq!(h.fixed_version, Some(TLS12));
}

/// A client with a session that a server knows as `known`.
fn resuming() -> (Endpoint, Handshake, Hello) {
    let (link, h) = waiting(TLS12, &[ECDSA, SHA384]);
    link.change(|session| {
        session.id = Short::new(b"known").unwrap();
        session.suite = Some(suite(ECDSA));
    });
    let hello = Hello {
        id: b"known",
        ..Hello::default()
    };
    (link, h, hello)
}

#[test]
fn the_same_id_resumes() {
    let (link, mut h, hello) = resuming();
    assert_eq!(read(&link, &mut h, &hello), Ok(After::Read));
    assert!(link.facts.hit.get());
    assert!(!link.take_journal().contains(&"new_session".to_owned()));
}

#[test]
fn a_resumed_session_must_be_of_our_context() {
    let (link, mut h, hello) = resuming();
    link.configure(|config| config.session_id_context = b"ours".to_vec());
    let reason = Reason::ATTEMPT_TO_REUSE_SESSION_IN_DIFFERENT_CONTEXT;
    assert_eq!(read(&link, &mut h, &hello), Err(illegal(reason)));
}

#[test]
fn a_resumed_session_keeps_version_suite_and_compression() {
    let (link, mut h, hello) = resuming();
    link.change(|session| session.version = TLS13);
    assert_eq!(
        read(&link, &mut h, &hello),
        Err(Fatal::new(
            alert::PROTOCOL_VERSION,
            Reason::SSL_SESSION_VERSION_MISMATCH
        ))
    );
    let (link, mut h, hello) = resuming();
    let hello = Hello {
        suite: suite(SHA384).id.0,
        ..hello
    };
    let reason = Reason::OLD_SESSION_CIPHER_NOT_RETURNED;
    assert_eq!(read(&link, &mut h, &hello), Err(illegal(reason)));
    let (link, mut h, hello) = resuming();
    link.change(|session| session.compression = 1);
    let reason = Reason::OLD_SESSION_COMPRESSION_ALGORITHM_NOT_RETURNED;
    assert_eq!(read(&link, &mut h, &hello), Err(illegal(reason)));
}

#[test]
fn the_suite_must_be_known_and_offered() {
    for (number, reason) in [
        (0xffee, Reason::UNKNOWN_CIPHER_RETURNED),
        (suite(SHA384).id.0, Reason::WRONG_CIPHER_RETURNED),
        (suite(TLS13_SUITE).id.0, Reason::WRONG_CIPHER_RETURNED),
    ] {
        let (link, mut h) = waiting(TLS12, &[ECDSA]);
        let hello = Hello {
            suite: number,
            ..Hello::default()
        };
        assert_eq!(read(&link, &mut h, &hello), Err(illegal(reason)));
    }
    let (link, mut h) = waiting(TLS12, &[ECDSA]);
    link.forbid(Some(SecurityOp::CIPHER_CHECK));
    let reason = Reason::WRONG_CIPHER_RETURNED;
    let hello = Hello::default();
    assert_eq!(read(&link, &mut h, &hello), Err(illegal(reason)));
}

#[test]
fn nothing_is_compressed() {
    let hello = Hello {
        compression: 1,
        ..Hello::default()
    };
    let (link, mut h) = waiting(TLS12, &[ECDSA]);
    let reason = Reason::COMPRESSION_DISABLED;
    assert_eq!(read(&link, &mut h, &hello), Err(illegal(reason)));
    for (forbidden, reason) in [
        (None, Reason::UNSUPPORTED_COMPRESSION_ALGORITHM),
        (Some(SecurityOp::COMPRESSION), Reason::COMPRESSION_DISABLED),
    ] {
        let (link, mut h) = waiting(TLS12, &[ECDSA]);
        link.configure(|config| config.options.no_compression = false);
        link.forbid(forbidden);
        assert_eq!(read(&link, &mut h, &hello), Err(illegal(reason)));
    }
}

#[test]
fn a_refused_version_leaves_the_one_before() {
    let (link, mut h) = waiting(TLS13, &[ECDSA, TLS13_SUITE]);
    let hello = Hello {
        version: ProtocolVersion(TLS12.0 - 3),
        ..Hello::default()
    };
    let wrong = Fatal::new(alert::PROTOCOL_VERSION, Reason::UNSUPPORTED_PROTOCOL);
    assert_eq!(read(&link, &mut h, &hello), Err(wrong));
    assert_eq!(link.facts.version.get(), TLS13);
    assert_eq!(h.fixed_version, None);
    assert!(!link
        .take_journal()
        .iter()
        .any(|note| note.starts_with("rule")));
}

#[test]
fn the_server_may_not_fall_back_and_say_so() {
    let (link, mut h) = waiting(TLS13, &[ECDSA, TLS13_SUITE]);
    let mut hello = Hello::default();
    hello.random[24..].copy_from_slice(b"DOWNGRD\x01");
    let reason = Reason::INAPPROPRIATE_FALLBACK;
    assert_eq!(read(&link, &mut h, &hello), Err(illegal(reason)));
    hello.random[31] = 2;
    assert_eq!(read(&link, &mut h, &hello), Ok(After::Read));
}

#[test]
fn a_retry_request_looks_like_our_hello() {
    let request = || Hello {
        random: crate::registry::field::HELLO_RETRY_REQUEST_RANDOM,
        suite: suite(TLS13_SUITE).id.0,
        ..Hello::default()
    };
    let read = |hello: Hello, retry| {
        let (link, mut h) = waiting(TLS13, &[ECDSA, TLS13_SUITE]);
        link.facts
            .legacy_session_id
            .set(Short::new(b"echo").unwrap());
        h.retry = retry;
        let mut body = hello.write();
        body.extend([0, 0]);
        receive(&mut h, &link, &body)
    };
    assert_eq!(
        read(request(), Retry::Pending),
        Err(Fatal::new(
            alert::UNEXPECTED_MESSAGE,
            Reason::UNEXPECTED_MESSAGE
        ))
    );
    let hello = Hello {
        compression: 1,
        ..request()
    };
    let reason = Reason::INVALID_COMPRESSION_ALGORITHM;
    assert_eq!(read(hello, Retry::None), Err(illegal(reason)));
    let reason = Reason::INVALID_SESSION_ID;
    assert_eq!(read(request(), Retry::None), Err(illegal(reason)));
    let hello = Hello {
        id: b"echo",
        suite: suite(SHA384).id.0,
        ..request()
    };
    let reason = Reason::WRONG_CIPHER_RETURNED;
    assert_eq!(read(hello, Retry::None), Err(illegal(reason)));
}

#[test]
fn the_application_may_bring_the_secret() {
    let (link, mut h) = waiting(TLS12, &[ECDSA]);
    link.configure(|config| config.callbacks.session_secret = true);
    link.change(|session| session.ticket = Some([1].into()));
    link.on.session_secret.set(|_| Some(vec![9; 48]));
    assert_eq!(read(&link, &mut h, &Hello::default()), Ok(After::Read));
    link.change(|session| {
        assert_eq!(**session.secret, [9; 48]);
        assert_eq!(session.suite, Some(suite(ECDSA)));
    });
    link.on.session_secret.set(|_| None);
    h.fixed_version = None;
    assert_eq!(read(&link, &mut h, &Hello::default()), Err(Fatal::INTERNAL));
}

/// The body of a hello of TLS 1.3 with these extensions: types and contents.
fn with_extensions(hello: &Hello, extensions: &[(ExtensionType, &[u8])]) -> Vec<u8> {
    let mut w = Writer::new();
    w.bytes(&hello.write());
    w.vec16(|w| {
        for (extension_type, content) in extensions {
            w.u16(extension_type.0);
            w.vec16(|w| w.bytes(content));
        }
    });
    w.finish().unwrap()
}

/// A client that has sent a hello with one share, of P-256.
fn offering_tls13() -> (Endpoint, Handshake) {
    let (link, mut h) = waiting(TLS13, &[ECDSA, TLS13_SUITE, TLS13_OTHER]);
    link.configure(|config| config.groups = vec![SECP256R1, X25519]);
    h.refresh(&link);
    for name in [Name::SupportedVersions, Name::KeyShare, Name::Psk] {
        h.extensions.sent |= name.bit();
    }
    link.facts.group.set(Some(SECP256R1));
    h.shares = vec![Share::generate(&Default::default(), SECP256R1).unwrap()];
    h.transcript.add(b"a ClientHello");
    (link, h)
}

const TLS13_OTHER: &str = "TLS_AES_256_GCM_SHA384";
const VERSION: (ExtensionType, &[u8]) = (SUPPORTED_VERSIONS, &[3, 4]);

/// A hello that chooses TLS 1.3.
fn tls13() -> Hello {
    Hello {
        suite: suite(TLS13_SUITE).id.0,
        ..Hello::default()
    }
}

/// A server's share of P-256.
fn share() -> Vec<u8> {
    let share = Share::generate(&Default::default(), SECP256R1).unwrap();
    let mut w = Writer::new();
    w.u16(SECP256R1.0);
    w.vec16(|w| w.bytes(share.public()));
    w.finish().unwrap()
}

#[test]
fn a_hello_of_tls13_gives_the_key_of_the_handshake() {
    let (link, mut h) = offering_tls13();
    let body = with_extensions(&tls13(), &[VERSION, (KEY_SHARE, &share())]);
    h.transcript.add(&body);
    assert_eq!(receive(&mut h, &link, &body), Ok(After::Read));
    assert_eq!(
        link.noted(&["rule", "log", "install"]),
        [
            "rule Version(Tls13, TLS13)",
            "log SERVER_HANDSHAKE_TRAFFIC_SECRET",
            "install read key",
        ]
    );
    link.change(|session| {
        assert_eq!(session.suite, Some(suite(TLS13_SUITE)));
        // It was an echo.
        assert!(session.id.is_empty());
    });
}

#[test]
fn a_hello_of_tls13_is_checked_step_by_step() {
    let read =
        |hello: Hello, extensions: &[(ExtensionType, &[u8])], prepare: fn(&mut Handshake)| {
            let (link, mut h) = offering_tls13();
            let echo = Short::new(b"echo").unwrap();
            link.facts.legacy_session_id.set(echo);
            prepare(&mut h);
            let body = with_extensions(&hello, extensions);
            h.transcript.add(&body);
            receive(&mut h, &link, &body)
        };
    let echo = || Hello {
        id: b"echo",
        ..tls13()
    };
    let nothing = |_: &mut Handshake| ();
    let hello = Hello {
        compression: 1,
        ..echo()
    };
    let reason = Reason::INVALID_COMPRESSION_ALGORITHM;
    assert_eq!(read(hello, &[VERSION], nothing), Err(illegal(reason)));
    let reason = Reason::INVALID_SESSION_ID;
    assert_eq!(read(tls13(), &[VERSION], nothing), Err(illegal(reason)));
    // An extension of TLS 1.2, once the version is known.
    let old = (RENEGOTIATION_INFO, &[0][..]);
    let reason = Reason::BAD_EXTENSION;
    assert_eq!(read(echo(), &[VERSION, old], nothing), Err(illegal(reason)));
    let more = |h: &mut Handshake| h.receive(crate::link::Kind::Handshake, &[0; 4]);
    let boundary = Fatal::new(alert::UNEXPECTED_MESSAGE, Reason::NOT_ON_RECORD_BOUNDARY);
    assert_eq!(read(echo(), &[VERSION], more), Err(boundary));
    // After a HelloRetryRequest there is no other version.
    let retried = |h: &mut Handshake| h.retry = Retry::Pending;
    let wrong = Fatal::new(alert::PROTOCOL_VERSION, Reason::WRONG_SSL_VERSION);
    assert_eq!(read(Hello::default(), &[], retried), Err(wrong));
    let share = share();
    let all = [VERSION, (KEY_SHARE, &share[..])];
    assert_eq!(read(echo(), &all, nothing), Ok(After::Read));
    assert_eq!(read(echo(), &all, retried), Ok(After::Read));
}

#[test]
fn the_suite_after_a_retry_is_the_same() {
    let (link, mut h) = offering_tls13();
    h.retry = Retry::Pending;
    link.facts.suite.set(Some(suite(TLS13_OTHER)));
    let body = with_extensions(&tls13(), &[VERSION]);
    let reason = Reason::WRONG_CIPHER_RETURNED;
    assert_eq!(receive(&mut h, &link, &body), Err(illegal(reason)));
}

#[test]
fn a_resumed_session_of_tls13_keeps_its_hash() {
    let read = |of_session| {
        let (link, mut h) = offering_tls13();
        link.change(|session| {
            session.suite = Some(suite(of_session));
            session.ticket = Some([1].into());
            session.secret = vec![1; 32].into();
        });
        let hash = crate::schedule::Hash::SHA256;
        let early = crate::schedule::Early::new(&hash, &[1; 32]).unwrap();
        h.secrets = crate::machine::Secrets::Early(early);
        h.psk_identity = 1;
        let share = share();
        let extensions = [VERSION, (KEY_SHARE, &share), (PRE_SHARED_KEY, &[0, 0])];
        let body = with_extensions(&tls13(), &extensions);
        h.transcript.add(&body);
        let read = receive(&mut h, &link, &body);
        assert!(link.facts.hit.get());
        read
    };
    let reason = Reason::CIPHERSUITE_DIGEST_HAS_CHANGED;
    assert_eq!(read(TLS13_OTHER), Err(illegal(reason)));
    assert_eq!(read("TLS_CHACHA20_POLY1305_SHA256"), Ok(After::Read));
}

#[test]
fn a_retry_request_changes_the_hello() {
    let read = |extensions: &[(ExtensionType, &[u8])]| {
        let (link, mut h) = offering_tls13();
        let request = Hello {
            random: crate::registry::field::HELLO_RETRY_REQUEST_RANDOM,
            ..tls13()
        };
        let body = with_extensions(&request, extensions);
        let read = receive(&mut h, &link, &body);
        if read.is_ok() {
            assert_eq!(h.retry, Retry::Pending);
            // The hash of the first hello, and the request with its header.
            let first = crate::schedule::Hash::SHA256.digest(b"a ClientHello");
            let start = [&[254, 0, 0, 32], first.unwrap().as_ref()].concat();
            assert!(h.transcript.messages().starts_with(&start));
            assert!(h.transcript.messages().ends_with(&body));
            assert!(link.has_noted("install write none"));
            assert_eq!(link.facts.server_random.get(), [0; 32]);
        }
        read
    };
    let no_change = Err(illegal(Reason::NO_CHANGE_FOLLOWING_HRR));
    assert_eq!(read(&[VERSION]), no_change);
    let group = X25519.0.to_be_bytes();
    let group = (KEY_SHARE, &group[..]);
    assert_eq!(read(&[VERSION, group]), Ok(After::Turn));
    let cookie = (COOKIE, &[0, 1, 9][..]);
    assert_eq!(read(&[VERSION, cookie]), Ok(After::Turn));
}

#[test]
fn encrypted_extensions_end_with_their_list() {
    let (link, mut h) = negotiated(TLS13, TLS13_SUITE);
    let error = decode_error(Reason::LENGTH_MISMATCH);
    for body in [&[][..], &[0], &[0, 1], &[0, 0, 0]] {
        assert_eq!(
            receive_encrypted_extensions(&mut h, &link, body),
            Err(error)
        );
    }
}
