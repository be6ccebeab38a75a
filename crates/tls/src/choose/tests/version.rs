//! Protocol versions and downgrades.

use super::anything;
use crate::choose::certificate::Certificate;
use crate::choose::version::*;
use crate::choose::{KeyType, Question, SecurityOp};
use crate::cipher::missing::Missing;
use crate::error::{Fatal, Reason};
use crate::registry::alert;
use crate::registry::scheme::{ECDSA_SECP256R1_SHA256, RSA_PSS_RSAE_SHA256};
use crate::registry::version::*;

const ALL: Versions<'static> = Versions {
    method: Method::Tls,
    lowest: None,
    highest: None,
    forbidden: &[],
    unsupported: &[],
    suite_b: false,
    server: false,
    tls13_capable: true,
    security: &anything,
};

const SERVER: Versions<'static> = Versions {
    server: true,
    ..ALL
};

fn range(versions: &Versions<'_>) -> Result<(ProtocolVersion, ProtocolVersion), Reason> {
    versions.range().map(|r| (r.lowest, r.highest))
}

#[test]
fn all_versions_by_default() {
    assert_eq!(range(&ALL), Ok((TLS10, TLS13)));
    let dtls = Versions {
        method: Method::Dtls,
        ..ALL
    };
    assert_eq!(range(&dtls), Ok((DTLS1_BAD, DTLS12)));
    let no_dtls10 = Versions {
        forbidden: &[DTLS10],
        ..dtls
    };
    assert_eq!(range(&no_dtls10), Ok((DTLS12, DTLS12)));
    let bound = Versions {
        lowest: Some(DTLS10),
        highest: Some(DTLS10),
        ..dtls
    };
    assert_eq!(range(&bound), Ok((DTLS10, DTLS10)));
}

#[test]
fn versions_without_a_record_layer_are_in_no_handshake() {
    let unsupported = &[TLS11, TLS10];
    let client = Versions { unsupported, ..ALL };
    assert_eq!(range(&client), Ok((TLS12, TLS13)));
    assert!(client.supports(TLS12) && !client.supports(TLS11));
    let old = Versions {
        highest: Some(TLS11),
        ..client
    };
    assert_eq!(range(&old), Err(Reason::NO_PROTOCOLS_AVAILABLE));
    // A server fails when it knows what the client has.
    let server = Versions {
        server: true,
        ..old
    };
    assert_eq!(range(&server), Ok((TLS10, TLS11)));
    assert!(!server.supports(TLS11));
}

#[test]
fn bounds_options_and_suite_b() {
    let bound = Versions {
        lowest: Some(TLS11),
        highest: Some(TLS12),
        ..ALL
    };
    assert_eq!(range(&bound), Ok((TLS11, TLS12)));
    let suite_b = Versions {
        suite_b: true,
        ..ALL
    };
    assert_eq!(range(&suite_b), Ok((TLS12, TLS13)));
    let dtls = Versions {
        method: Method::Dtls,
        ..suite_b
    };
    assert_eq!(range(&dtls), Ok((DTLS12, DTLS12)));
    let none = Versions {
        forbidden: &[TLS13, TLS12],
        ..suite_b
    };
    assert_eq!(range(&none), Err(Reason::NO_PROTOCOLS_AVAILABLE));
    let security = |q: Question| {
        assert_eq!((q.operation, q.bits), (SecurityOp::VERSION, 0));
        q.nid >= i32::from(TLS12.0)
    };
    let secure = Versions {
        security: &security,
        ..ALL
    };
    assert_eq!(range(&secure), Ok((TLS12, TLS13)));
}

#[test]
fn below_the_lowest_gap() {
    let gap = Versions {
        forbidden: &[TLS12],
        ..ALL
    };
    assert_eq!(range(&gap), Ok((TLS10, TLS11)));
    let gap = Versions {
        forbidden: &[TLS12, TLS10],
        ..ALL
    };
    assert_eq!(range(&gap), Ok((TLS11, TLS11)));
    // What lies below the last enabled version is no gap.
    let low = Versions {
        forbidden: &[TLS10, TLS11],
        ..ALL
    };
    assert_eq!(range(&low), Ok((TLS12, TLS13)));
    assert_eq!(gap.range().map(|r| r.known), Ok(TLS13));
}

#[test]
fn methods_of_one_version_ask_nobody() {
    let only = Versions {
        method: Method::Only(TLS11),
        forbidden: &[TLS11],
        suite_b: true,
        security: &|_| false,
        ..ALL
    };
    assert_eq!(range(&only), Ok((TLS11, TLS11)));
    assert!(only.supports(TLS11) && !only.supports(TLS12));
}

#[test]
fn legacy_versions_of_client_hellos() {
    let legacy = |versions: Versions<'_>| versions.range().map(Range::legacy_version);
    assert_eq!(legacy(ALL), Ok(TLS12));
    let old = Versions {
        highest: Some(TLS11),
        ..ALL
    };
    assert_eq!(legacy(old), Ok(TLS11));
    let dtls = Versions {
        method: Method::Dtls,
        ..ALL
    };
    assert_eq!(legacy(dtls), Ok(DTLS12));
}

fn supported(list: &[ProtocolVersion]) -> Vec<u8> {
    let mut content = vec![2 * list.len() as u8];
    content.extend(list.iter().flat_map(|v| v.0.to_be_bytes()));
    content
}

fn choose(
    versions: &Versions<'_>,
    legacy_version: ProtocolVersion,
    content: Option<&[u8]>,
) -> Result<(ProtocolVersion, Downgrade), Fatal> {
    versions.choose_for_server(&ClientVersions {
        legacy_version,
        supported_versions: content,
        after_retry: false,
    })
}

fn again(
    versions: &Versions<'_>,
    content: Option<&[u8]>,
) -> Result<(ProtocolVersion, Downgrade), Fatal> {
    versions.choose_for_server(&ClientVersions {
        legacy_version: TLS12,
        supported_versions: content,
        after_retry: true,
    })
}

fn wrong<T>(reason: Reason) -> Result<T, Fatal> {
    Err(Fatal::new(alert::PROTOCOL_VERSION, reason))
}

#[test]
fn servers_take_the_highest_supported_version() {
    let grease = ProtocolVersion(0x7a7a);
    let list = supported(&[grease, TLS11, TLS13, TLS12]);
    let chosen = choose(&SERVER, TLS12, Some(&list));
    assert_eq!(chosen, Ok((TLS13, Downgrade::None)));
    let incapable = Versions {
        tls13_capable: false,
        ..SERVER
    };
    let chosen = choose(&incapable, TLS12, Some(&list));
    assert_eq!(chosen, Ok((TLS12, Downgrade::None)));
    // The extension overrules the field, which may be older.
    let list = supported(&[TLS12]);
    let chosen = choose(&SERVER, TLS10, Some(&list));
    assert_eq!(chosen, Ok((TLS12, Downgrade::To12)));
}

#[test]
fn supported_versions_may_be_wrong() {
    let check = |content: &[u8]| choose(&SERVER, TLS12, Some(content));
    let list = supported(&[TLS12]);
    let mismatch = wrong(Reason::LENGTH_MISMATCH);
    assert_eq!(check(&[]), mismatch);
    assert_eq!(check(&list[..2]), mismatch);
    assert_eq!(check(&[&list[..], &[0]].concat()), mismatch);
    assert_eq!(check(&[3, 3, 3, 3]), mismatch);
    let unsupported = wrong(Reason::UNSUPPORTED_PROTOCOL);
    assert_eq!(check(&[0]), unsupported);
    assert_eq!(check(&supported(&[SSL3])), unsupported);
    let legacy = wrong(Reason::BAD_LEGACY_VERSION);
    assert_eq!(choose(&SERVER, SSL3, Some(&list)), legacy);
    // Vectors come before the field, their content after it.
    assert_eq!(choose(&SERVER, SSL3, Some(&list[..2])), mismatch);
    assert_eq!(choose(&SERVER, SSL3, Some(&[1, 3])), legacy);
}

#[test]
fn without_the_extension_there_is_no_tls13() {
    let to12 = Ok((TLS12, Downgrade::To12));
    assert_eq!(choose(&SERVER, TLS12, None), to12);
    assert_eq!(choose(&SERVER, TLS13, None), to12);
    assert_eq!(choose(&SERVER, ProtocolVersion(0x03ff), None), to12);
    let to11 = Ok((TLS11, Downgrade::To11));
    assert_eq!(choose(&SERVER, TLS11, None), to11);
}

#[test]
fn versions_that_are_too_low_or_forbidden() {
    assert_eq!(choose(&SERVER, SSL3, None), wrong(Reason::VERSION_TOO_LOW));
    let new = Versions {
        lowest: Some(TLS12),
        ..SERVER
    };
    assert_eq!(
        choose(&new, TLS11, None),
        wrong(Reason::UNSUPPORTED_PROTOCOL)
    );
}

#[test]
fn what_the_random_says() {
    let no13 = Versions {
        forbidden: &[TLS13],
        ..SERVER
    };
    assert_eq!(choose(&no13, TLS12, None), Ok((TLS12, Downgrade::None)));
    assert_eq!(choose(&no13, TLS10, None), Ok((TLS10, Downgrade::To11)));
    let no12 = Versions {
        forbidden: &[TLS12],
        ..SERVER
    };
    assert_eq!(choose(&no12, TLS12, None), Ok((TLS11, Downgrade::None)));
    let incapable = Versions {
        tls13_capable: false,
        ..SERVER
    };
    assert_eq!(
        choose(&incapable, TLS12, None),
        Ok((TLS12, Downgrade::None))
    );
    assert_eq!(Downgrade::None.sentinel(), None);
    let bytes = [0x44, 0x4f, 0x57, 0x4e, 0x47, 0x52, 0x44];
    for (downgrade, last) in [(Downgrade::To12, 1), (Downgrade::To11, 0)] {
        let sentinel = downgrade.sentinel().unwrap();
        assert_eq!((&sentinel[..7], sentinel[7]), (&bytes[..], last));
    }
}

#[test]
fn servers_of_one_version() {
    let only = Versions {
        method: Method::Only(TLS11),
        ..SERVER
    };
    let chosen = Ok((TLS11, Downgrade::None));
    assert_eq!(choose(&only, TLS11, None), chosen);
    // The extension is not looked at.
    assert_eq!(choose(&only, TLS12, Some(&[])), chosen);
    assert_eq!(choose(&only, TLS10, None), wrong(Reason::WRONG_SSL_VERSION));
    let dtls = Versions {
        method: Method::Only(DTLS12),
        ..SERVER
    };
    assert_eq!(choose(&dtls, DTLS12, None), Ok((DTLS12, Downgrade::None)));
    assert_eq!(
        choose(&dtls, DTLS10, None),
        wrong(Reason::WRONG_SSL_VERSION)
    );
    // OpenSSL's method for TLS 1.3 answers clients without the extension in TLS 1.2.
    let tls13 = Versions {
        method: Method::Only(TLS13),
        ..SERVER
    };
    assert_eq!(choose(&tls13, TLS12, None), Ok((TLS12, Downgrade::To12)));
    let list = supported(&[TLS12]);
    assert_eq!(
        choose(&tls13, TLS12, Some(&list)),
        wrong(Reason::UNSUPPORTED_PROTOCOL)
    );
}

#[test]
fn servers_of_dtls() {
    let dtls = Versions {
        method: Method::Dtls,
        ..SERVER
    };
    assert_eq!(choose(&dtls, DTLS12, None), Ok((DTLS12, Downgrade::None)));
    let list = supported(&[TLS13]);
    let chosen = choose(&dtls, DTLS10, Some(&list));
    assert_eq!(chosen, Ok((DTLS10, Downgrade::None)));
    assert_eq!(
        choose(&dtls, DTLS1_BAD, None),
        wrong(Reason::VERSION_TOO_LOW)
    );
}

#[test]
fn after_a_retry_it_is_tls13() {
    let after = Versions {
        method: Method::Only(TLS13),
        ..SERVER
    };
    let unsupported = wrong(Reason::UNSUPPORTED_PROTOCOL);
    assert_eq!(again(&after, None), unsupported);
    assert_eq!(
        again(&after, Some(&supported(&[TLS12, TLS13]))),
        Ok((TLS13, Downgrade::None))
    );
    assert_eq!(again(&after, Some(&supported(&[TLS12]))), unsupported);
    assert_eq!(again(&SERVER, Some(&supported(&[TLS12]))), unsupported);
}

fn check(
    versions: &Versions<'_>,
    version: ProtocolVersion,
    downgrade: Downgrade,
    fallback: bool,
) -> Result<(), Fatal> {
    let mut random = [7; 32];
    if let Some(sentinel) = downgrade.sentinel() {
        random[24..].copy_from_slice(&sentinel);
    }
    versions.check_for_client(&ServerVersion {
        version,
        random: &random,
        after_retry: false,
        fallback,
    })
}

#[test]
fn clients_take_what_they_offered() {
    let bound = Versions {
        lowest: Some(TLS11),
        highest: Some(TLS12),
        ..ALL
    };
    let unsupported = wrong(Reason::UNSUPPORTED_PROTOCOL);
    let of = |version| check(&bound, version, Downgrade::None, false);
    assert_eq!(of(TLS11), Ok(()));
    assert_eq!(of(TLS12), Ok(()));
    assert_eq!(of(TLS10), unsupported);
    assert_eq!(of(TLS13), unsupported);
    let none = Versions {
        forbidden: &[TLS11, TLS12],
        ..bound
    };
    assert_eq!(
        check(&none, TLS12, Downgrade::None, false),
        wrong(Reason::NO_PROTOCOLS_AVAILABLE)
    );
    let only = Versions {
        method: Method::Only(TLS12),
        ..ALL
    };
    assert_eq!(check(&only, TLS12, Downgrade::None, false), Ok(()));
    assert_eq!(
        check(&only, TLS11, Downgrade::None, false),
        wrong(Reason::WRONG_SSL_VERSION)
    );
    let dtls = Versions {
        method: Method::Dtls,
        ..ALL
    };
    let between = ProtocolVersion(0xfefe);
    assert_eq!(check(&dtls, between, Downgrade::None, false), unsupported);
    assert_eq!(check(&dtls, DTLS10, Downgrade::To11, false), Ok(()));
}

#[test]
fn clients_see_downgrades() {
    let seen = Err(Fatal::new(
        alert::ILLEGAL_PARAMETER,
        Reason::INAPPROPRIATE_FALLBACK,
    ));
    assert_eq!(check(&ALL, TLS12, Downgrade::To12, false), seen);
    assert_eq!(check(&ALL, TLS11, Downgrade::To11, false), seen);
    assert_eq!(check(&ALL, TLS12, Downgrade::To11, false), seen);
    assert_eq!(check(&ALL, TLS13, Downgrade::To12, false), Ok(()));
    let old = Versions {
        highest: Some(TLS12),
        ..ALL
    };
    assert_eq!(check(&old, TLS12, Downgrade::To11, false), Ok(()));
    assert_eq!(check(&old, TLS11, Downgrade::To12, false), Ok(()));
    assert_eq!(check(&old, TLS11, Downgrade::To11, false), seen);
    // Who falls back has lowered the bound for this connection only.
    assert_eq!(check(&old, TLS12, Downgrade::To12, true), seen);
    assert_eq!(check(&old, TLS12, Downgrade::To11, true), seen);
}

#[test]
fn after_a_retry_clients_want_tls13() {
    let mut hello = ServerVersion {
        version: TLS12,
        random: &[0; 32],
        after_retry: true,
        fallback: false,
    };
    let checked = ALL.check_for_client(&hello);
    assert_eq!(checked, wrong(Reason::WRONG_SSL_VERSION));
    hello.version = TLS13;
    assert_eq!(ALL.check_for_client(&hello), Ok(()));
}

#[test]
fn fallback_is_measured_by_the_highest_enabled_version() {
    let inappropriate = Err(Fatal::new(
        alert::INAPPROPRIATE_FALLBACK,
        Reason::INAPPROPRIATE_FALLBACK,
    ));
    assert_eq!(SERVER.check_fallback(TLS13), Ok(()));
    assert_eq!(SERVER.check_fallback(TLS12), inappropriate);
    // Whether TLS 1.3 can succeed does not matter.
    let incapable = Versions {
        tls13_capable: false,
        ..SERVER
    };
    assert_eq!(incapable.check_fallback(TLS12), inappropriate);
    let no13 = Versions {
        forbidden: &[TLS13],
        ..SERVER
    };
    assert_eq!(no13.check_fallback(TLS12), Ok(()));
    let only = Versions {
        method: Method::Only(TLS11),
        ..SERVER
    };
    assert_eq!(only.check_fallback(TLS11), Ok(()));
    assert_eq!(only.check_fallback(TLS10), inappropriate);
}

#[test]
fn what_makes_a_server_capable_of_tls13() {
    let own = |key_type, curve| Certificate {
        key_type,
        curve,
        key_size: 256,
        may_sign: true,
        signed_with: None,
        signs_with: &|_| true,
    };
    const P256: i32 = 415;
    const SECP256K1: i32 = 714;
    let capable = |certificates: &[Certificate<'_>], listed| {
        is_tls13_capable(&Tls13Facts {
            callback: false,
            certificates,
            listed,
            missing: &Missing::NOTHING,
        })
    };
    assert!(!capable(&[], None));
    assert!(!capable(&[own(KeyType::Dsa, 0)], None));
    assert!(!capable(&[own(KeyType::Ec, SECP256K1)], None));
    assert!(!capable(&[own(KeyType::Ec, 0)], None));
    assert!(capable(&[own(KeyType::Ec, P256)], None));
    assert!(!capable(
        &[own(KeyType::Ec, P256)],
        Some(&[RSA_PSS_RSAE_SHA256])
    ));
    assert!(capable(
        &[own(KeyType::Ec, P256)],
        Some(&[ECDSA_SECP256R1_SHA256])
    ));
    for key_type in [
        KeyType::Rsa,
        KeyType::RsaPss,
        KeyType::Ed25519,
        KeyType::Ed448,
    ] {
        assert!(capable(&[own(key_type, 0)], None));
    }
    assert!(is_tls13_capable(&Tls13Facts {
        callback: true,
        certificates: &[],
        listed: None,
        missing: &Missing::NOTHING,
    }));
}
