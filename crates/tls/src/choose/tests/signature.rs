//! Signature algorithms.

use super::{anything, suite};
use crate::choose::certificate::{Certificate, Validities};
use crate::choose::group::Groups;
use crate::choose::signature::*;
use crate::choose::{KeyType, Question, SecurityOp, Subject, SuiteB, KEY_TYPES};
use crate::cipher::missing::Missing;
use crate::cipher::{auth, Cipher};
use crate::error::{Fatal, Reason};
use crate::registry::alert;
use crate::registry::group::{NamedGroup, SECP256R1, SECP384R1};
use crate::registry::scheme::*;
use crate::registry::version::*;

const P256: i32 = 415;
const P384: i32 = 715;

const SERVER: Algorithms<'static> = Algorithms {
    server: true,
    version: TLS12,
    lowest_version: TLS10,
    suite_b: None,
    strict: false,
    server_preference: false,
    listed: None,
    listed_for_clients: None,
    peer: None,
    peer_for_certificates: None,
    missing: &Missing::NOTHING,
    security: &anything,
};

const CLIENT: Algorithms<'static> = Algorithms {
    server: false,
    ..SERVER
};

const GROUPS: Groups<'static> = Groups {
    server: true,
    version: TLS12,
    suite_b: None,
    suite: None,
    listed: &[SECP256R1, SECP384R1],
    peer: &[],
    server_preference: false,
    missing: &Missing::NOTHING,
    security: &anything,
};

fn level_1(question: Question) -> bool {
    question.bits >= 80
}

fn find(scheme: SignatureScheme) -> &'static SignatureAlgorithm {
    SCHEMES.iter().find(|a| scheme_of(a) == scheme).unwrap()
}

fn numbers(shared: &[&'static SignatureAlgorithm]) -> Vec<SignatureScheme> {
    shared.iter().map(|a| scheme_of(a)).collect()
}

fn own(key_type: KeyType) -> Certificate<'static> {
    Certificate {
        key_type,
        curve: match key_type {
            KeyType::Ec => P256,
            _ => 0,
        },
        key_size: 256,
        may_sign: true,
        signed_with: Some((nid::SHA256, nid::RSA)),
        signs_with: &|_| true,
    }
}

#[test]
fn keys_of_algorithms() {
    let of = |scheme| key_type(find(scheme));
    assert_eq!(of(RSA_PSS_RSAE_SHA256), Some(KeyType::Rsa));
    assert_eq!(of(RSA_PSS_PSS_SHA256), Some(KeyType::RsaPss));
    assert_eq!(of(RSA_PKCS1_SHA1), Some(KeyType::Rsa));
    assert_eq!(of(ECDSA_SHA1), Some(KeyType::Ec));
    assert_eq!(of(DSA_SHA256), Some(KeyType::Dsa));
    assert_eq!(of(ED25519), Some(KeyType::Ed25519));
    assert_eq!(of(ED448), Some(KeyType::Ed448));
    assert_eq!(key_type(&LEGACY_RSA), Some(KeyType::Rsa));
}

#[test]
fn curves_of_algorithms() {
    assert_eq!(curve(find(ECDSA_SECP256R1_SHA256)), Some(P256));
    assert_eq!(curve(find(ECDSA_SECP384R1_SHA384)), Some(P384));
    assert_eq!(curve(find(ECDSA_SHA224)), None);
    assert_eq!(curve(find(ED25519)), None);
}

#[test]
fn bits_of_security() {
    assert_eq!(security_bits(&LEGACY_RSA), 67);
    assert_eq!(security_bits(find(RSA_PKCS1_SHA1)), 64);
    assert_eq!(security_bits(find(RSA_PSS_RSAE_SHA512)), 256);
    assert_eq!(security_bits(find(ED448)), 224);
}

#[test]
fn whose_list_counts() {
    let both = |server| Algorithms {
        server,
        listed: Some(&[ED25519]),
        listed_for_clients: Some(&[ED448]),
        ..SERVER
    };
    // A server sends the list for client certificates, and signs by the other; a client the reverse.
    assert_eq!(both(true).own(true), [ED448]);
    assert_eq!(both(true).own(false), [ED25519]);
    assert_eq!(both(false).own(true), [ED25519]);
    assert_eq!(both(false).own(false), [ED448]);
    assert_eq!(SERVER.own(true), DEFAULT);
    let suite_b = |mode| Algorithms {
        suite_b: Some(mode),
        ..both(true)
    };
    let pair = [ECDSA_SECP256R1_SHA256, ECDSA_SECP384R1_SHA384];
    assert_eq!(suite_b(SuiteB::From128).own(true), pair);
    assert_eq!(suite_b(SuiteB::Only128).own(true), &pair[..1]);
    assert_eq!(suite_b(SuiteB::Only192).own(true), &pair[1..]);
}

const OP: SecurityOp = SecurityOp::SIGALG_SUPPORTED;

#[test]
fn dsa_is_not_for_tls13() {
    let tls13 = Algorithms {
        version: TLS13,
        ..SERVER
    };
    assert!(SERVER.is_allowed(OP, find(DSA_SHA256)));
    assert!(!tls13.is_allowed(OP, find(DSA_SHA256)));
    assert!(tls13.is_allowed(OP, find(RSA_PKCS1_SHA1)));
}

#[test]
fn clients_of_tls13_alone_offer_no_old_algorithms() {
    let old = [
        DSA_SHA256,
        RSA_PKCS1_SHA1,
        ECDSA_SHA1,
        RSA_PKCS1_SHA224,
        ECDSA_SHA224,
    ];
    let client = Algorithms {
        lowest_version: TLS13,
        ..CLIENT
    };
    for scheme in old {
        assert!(CLIENT.is_allowed(OP, find(scheme)));
        assert!(!client.is_allowed(OP, find(scheme)));
        let server = Algorithms {
            lowest_version: TLS13,
            ..SERVER
        };
        assert!(server.is_allowed(OP, find(scheme)));
        let dtls = Algorithms {
            lowest_version: DTLS12,
            ..CLIENT
        };
        assert!(dtls.is_allowed(OP, find(scheme)));
    }
    assert!(client.is_allowed(OP, find(RSA_PKCS1_SHA256)));
}

#[test]
fn the_callback_gets_the_question() {
    let security = |q: Question| {
        let wanted = Question {
            operation: SecurityOp::SIGALG_MASK,
            bits: 128,
            nid: nid::SHA256,
            subject: Subject::Scheme(RSA_PKCS1_SHA256),
        };
        q == wanted
    };
    let algorithms = Algorithms {
        security: &security,
        ..SERVER
    };
    let mask = SecurityOp::SIGALG_MASK;
    assert!(algorithms.is_allowed(mask, find(RSA_PKCS1_SHA256)));
    assert!(!algorithms.is_allowed(OP, find(RSA_PKCS1_SHA256)));
    assert_eq!(algorithms.disabled_auth(), auth::DSS | auth::ECDSA);
}

#[test]
fn what_no_algorithm_signs_for_is_disabled() {
    let of = |listed| {
        Algorithms {
            listed: Some(listed),
            ..CLIENT
        }
        .disabled_auth()
    };
    assert_eq!(CLIENT.disabled_auth(), 0);
    assert_eq!(of(&[ED25519]), auth::RSA | auth::DSS);
    assert_eq!(of(&[RSA_PSS_PSS_SHA256]), auth::DSS | auth::ECDSA);
    assert_eq!(of(&[DSA_SHA1]), auth::RSA | auth::ECDSA);
    let unknown = SignatureScheme(0x0909);
    assert_eq!(of(&[unknown]), auth::RSA | auth::DSS | auth::ECDSA);
}

#[test]
fn what_the_peer_gets() {
    let unsuitable = Err(Reason::NO_SUITABLE_SIGNATURE_ALGORITHM);
    let rsa = [RSA_PKCS1_SHA256, SignatureScheme(0x0909)];
    assert_eq!(CLIENT.offered(&rsa), Ok(vec![RSA_PKCS1_SHA256]));
    assert_eq!(CLIENT.offered(&[]), unsuitable);
    let tls13 = Algorithms {
        version: TLS13,
        ..SERVER
    };
    for scheme in [RSA_PKCS1_SHA256, ECDSA_SHA1, ECDSA_SHA224] {
        assert_eq!(tls13.offered(&[scheme]), unsuitable);
    }
    let pair = [RSA_PKCS1_SHA256, ED25519];
    assert_eq!(tls13.offered(&pair), Ok(pair.to_vec()));
    let secure = Algorithms {
        security: &level_1,
        ..CLIENT
    };
    assert_eq!(secure.offered(&[RSA_PKCS1_SHA1]), unsuitable);
}

const PEER: &[SignatureScheme] = &[RSA_PKCS1_SHA256, ED25519, ECDSA_SECP256R1_SHA256];

#[test]
fn the_peer_prefers_unless_the_server_does() {
    const OWN: &[SignatureScheme] = &[ECDSA_SECP256R1_SHA256, RSA_PKCS1_SHA256];
    let mut algorithms = Algorithms {
        listed: Some(OWN),
        peer: Some(PEER),
        ..SERVER
    };
    let mut reversed = OWN.to_vec();
    reversed.reverse();
    assert_eq!(numbers(&algorithms.shared()), reversed);
    algorithms.server_preference = true;
    assert_eq!(numbers(&algorithms.shared()), OWN);
    algorithms.server_preference = false;
    algorithms.suite_b = Some(SuiteB::From128);
    assert_eq!(numbers(&algorithms.shared()), OWN[..1]);
    let client = Algorithms {
        listed: Some(OWN),
        listed_for_clients: Some(&[ED25519]),
        peer: Some(PEER),
        ..CLIENT
    };
    assert_eq!(numbers(&client.shared()), [ED25519]);
}

#[test]
fn what_is_not_secure_is_not_shared() {
    let security = |q: Question| q.operation != SecurityOp::SIGALG_SHARED || q.bits > 100;
    let algorithms = Algorithms {
        peer: Some(&[RSA_PKCS1_SHA1, RSA_PKCS1_SHA256]),
        security: &security,
        ..SERVER
    };
    assert_eq!(numbers(&algorithms.shared()), [RSA_PKCS1_SHA256]);
}

#[test]
fn types_that_the_peer_lets_sign() {
    let tls12 = Algorithms {
        peer: Some(PEER),
        ..SERVER
    };
    let signs = |algorithms: &Algorithms<'_>| {
        let (_, validities) = algorithms.process();
        let mut types = KEY_TYPES.to_vec();
        types.retain(|t| validities.of(*t).explicit_sign && validities.of(*t).sign);
        types
    };
    let all = [KeyType::Rsa, KeyType::Ec, KeyType::Ed25519];
    assert_eq!(signs(&tls12), all);
    let tls13 = Algorithms {
        version: TLS13,
        ..tls12
    };
    assert_eq!(signs(&tls13), all[1..]);
}

#[test]
fn servers_share_an_algorithm_or_fail() {
    let error = Fatal::new(
        alert::HANDSHAKE_FAILURE,
        Reason::NO_SHARED_SIGNATURE_ALGORITHMS,
    );
    let none = Algorithms {
        peer: Some(&[SignatureScheme(0x0909)]),
        ..SERVER
    };
    assert_eq!(none.process_for_server().err(), Some(error));
    let certificates_only = Algorithms {
        peer_for_certificates: Some(PEER),
        ..SERVER
    };
    assert_eq!(certificates_only.process_for_server().err(), Some(error));
    let some = Algorithms {
        peer: Some(PEER),
        ..SERVER
    };
    assert!(some.process_for_server().is_ok());
}

#[test]
fn silence_means_sha1_if_we_have_it() {
    let means = |algorithms: &Algorithms<'_>| {
        let (shared, validities) = algorithms.process_for_server().unwrap();
        assert_eq!(shared, [] as [&SignatureAlgorithm; 0]);
        let mut types = KEY_TYPES.to_vec();
        types.retain(|t| validities.of(*t).sign);
        assert!(types.iter().all(|t| !validities.of(*t).explicit_sign));
        types
    };
    assert_eq!(means(&SERVER), [KeyType::Rsa, KeyType::Dsa, KeyType::Ec]);
    let listed = Algorithms {
        listed: Some(&[ECDSA_SHA1, RSA_PKCS1_SHA256]),
        ..SERVER
    };
    assert_eq!(means(&listed), [KeyType::Ec]);
    let secure = Algorithms {
        security: &level_1,
        ..SERVER
    };
    assert_eq!(means(&secure), []);
}

#[test]
fn what_is_meant_by_silence() {
    let old = Algorithms {
        version: TLS11,
        ..SERVER
    };
    assert_eq!(SERVER.legacy(KeyType::Rsa), Some(find(RSA_PKCS1_SHA1)));
    assert_eq!(old.legacy(KeyType::Rsa), Some(&LEGACY_RSA));
    for algorithms in [SERVER, old] {
        assert_eq!(algorithms.legacy(KeyType::Dsa), Some(find(DSA_SHA1)));
        assert_eq!(algorithms.legacy(KeyType::Ec), Some(find(ECDSA_SHA1)));
        for none in [KeyType::RsaPss, KeyType::Ed25519, KeyType::Ed448] {
            assert_eq!(algorithms.legacy(none), None);
        }
    }
    let secure = Algorithms {
        security: &level_1,
        ..old
    };
    let error = Fatal::new(
        alert::INTERNAL_ERROR,
        Reason::LEGACY_SIGALG_DISALLOWED_OR_UNSUPPORTED,
    );
    assert_eq!(secure.peer_legacy(KeyType::Rsa), Err(error));
    assert_eq!(old.peer_legacy(KeyType::Ed25519), Err(error));
    assert_eq!(old.peer_legacy(KeyType::Rsa), Ok(&LEGACY_RSA));
}

/// What is chosen, with certificates that all suit the peer.
fn choose(
    algorithms: &Algorithms<'_>,
    suite: &'static Cipher,
    certificates: &[Certificate<'_>],
    current: Option<KeyType>,
) -> Result<Option<(KeyType, SignatureScheme)>, Fatal> {
    let (shared, mut validities) = algorithms.process();
    for own in certificates {
        validities.set_valid(own.key_type, true, algorithms.version);
    }
    let chosen = algorithms.choose(&SigningFacts {
        suite,
        shared: &shared,
        certificates,
        validities: &validities,
        current,
    })?;
    Ok(chosen.map(|c| (c.key_type, scheme_of(c.algorithm))))
}

fn tls13(peer: &[SignatureScheme]) -> Algorithms<'_> {
    Algorithms {
        version: TLS13,
        peer: Some(peer),
        ..SERVER
    }
}

fn tls12(peer: &[SignatureScheme]) -> Algorithms<'_> {
    Algorithms {
        peer: Some(peer),
        ..SERVER
    }
}

fn unsuitable(alert: alert::AlertDescription) -> Result<Option<(KeyType, SignatureScheme)>, Fatal> {
    Err(Fatal::new(alert, Reason::NO_SUITABLE_SIGNATURE_ALGORITHM))
}

fn aes13() -> &'static Cipher {
    suite(c"TLS_AES_128_GCM_SHA256")
}

fn rsa12() -> &'static Cipher {
    suite(c"ECDHE-RSA-AES128-GCM-SHA256")
}

fn ecdsa12() -> &'static Cipher {
    suite(c"ECDHE-ECDSA-AES128-GCM-SHA256")
}

#[test]
fn tls13_takes_the_first_algorithm_with_a_certificate() {
    let peer = [
        RSA_PKCS1_SHA256,
        ECDSA_SHA1,
        RSA_PKCS1_SHA224,
        ED25519,
        RSA_PSS_RSAE_SHA256,
        ECDSA_SECP256R1_SHA256,
    ];
    let both = [own(KeyType::Rsa), own(KeyType::Ec)];
    let chosen = choose(&tls13(&peer), aes13(), &both, None);
    assert_eq!(chosen, Ok(Some((KeyType::Rsa, RSA_PSS_RSAE_SHA256))));
    let chosen = choose(&tls13(&peer), aes13(), &both[1..], None);
    assert_eq!(chosen, Ok(Some((KeyType::Ec, ECDSA_SECP256R1_SHA256))));
    let failure = unsuitable(alert::HANDSHAKE_FAILURE);
    assert_eq!(choose(&tls13(&peer[..3]), aes13(), &both, None), failure);
    assert_eq!(choose(&tls13(&peer), aes13(), &[], None), failure);
}

#[test]
fn tls13_ties_ecdsa_to_its_curve() {
    let ec = [own(KeyType::Ec)];
    let peer = [ECDSA_SECP384R1_SHA384, ECDSA_SECP256R1_SHA256];
    let chosen = choose(&tls13(&peer), aes13(), &ec, None);
    assert_eq!(chosen, Ok(Some((KeyType::Ec, ECDSA_SECP256R1_SHA256))));
    let chosen = choose(&tls13(&peer[..1]), aes13(), &ec, None);
    assert_eq!(chosen, unsuitable(alert::HANDSHAKE_FAILURE));
    // TLS 1.2 does not.
    let chosen = choose(&tls12(&peer), ecdsa12(), &ec, None);
    assert_eq!(chosen, Ok(Some((KeyType::Ec, ECDSA_SECP384R1_SHA384))));
}

#[test]
fn pss_needs_a_long_key() {
    let peer = [RSA_PSS_RSAE_SHA512, RSA_PSS_RSAE_SHA256];
    let short = [Certificate {
        key_size: 128,
        ..own(KeyType::Rsa)
    }];
    let long = [Certificate {
        key_size: 130,
        ..own(KeyType::Rsa)
    }];
    for (algorithms, suite) in [(tls13(&peer), aes13()), (tls12(&peer), rsa12())] {
        let chosen = choose(&algorithms, suite, &short, None);
        assert_eq!(chosen, Ok(Some((KeyType::Rsa, RSA_PSS_RSAE_SHA256))));
        let chosen = choose(&algorithms, suite, &long, None);
        assert_eq!(chosen, Ok(Some((KeyType::Rsa, RSA_PSS_RSAE_SHA512))));
    }
    // PKCS#1 does not.
    let chosen = choose(&tls12(&[RSA_PKCS1_SHA512]), rsa12(), &short, None);
    assert_eq!(chosen, Ok(Some((KeyType::Rsa, RSA_PKCS1_SHA512))));
}

#[test]
fn the_key_must_sign_with_the_digest() {
    let peer = [RSA_PSS_RSAE_SHA256, RSA_PSS_RSAE_SHA384];
    let picky = [Certificate {
        signs_with: &|digest| digest == nid::SHA384,
        ..own(KeyType::Rsa)
    }];
    for (algorithms, suite) in [(tls13(&peer), aes13()), (tls12(&peer), rsa12())] {
        let chosen = choose(&algorithms, suite, &picky, None);
        assert_eq!(chosen, Ok(Some((KeyType::Rsa, RSA_PSS_RSAE_SHA384))));
    }
}

#[test]
fn certificates_are_signed_as_the_peer_wants_it() {
    let peer = [RSA_PSS_RSAE_SHA256];
    let rsa = [own(KeyType::Rsa)];
    let with = |algorithms| Algorithms {
        peer_for_certificates: Some(algorithms),
        ..tls13(&peer)
    };
    let good = Ok(Some((KeyType::Rsa, RSA_PSS_RSAE_SHA256)));
    let failure = unsuitable(alert::HANDSHAKE_FAILURE);
    let pkcs1 = with(&[SignatureScheme(0x0909), RSA_PKCS1_SHA256]);
    assert_eq!(choose(&pkcs1, aes13(), &rsa, None), good);
    let ecdsa = with(&[ECDSA_SECP256R1_SHA256]);
    assert_eq!(choose(&ecdsa, aes13(), &rsa, None), failure);
    let unknown = [Certificate {
        signed_with: None,
        ..own(KeyType::Rsa)
    }];
    assert_eq!(choose(&pkcs1, aes13(), &unknown, None), failure);
}

#[test]
fn suites_that_sign_nothing() {
    let server = tls12(PEER);
    for name in [
        c"PSK-AES128-CBC-SHA",
        c"ADH-AES128-SHA",
        c"SRP-AES-128-CBC-SHA",
    ] {
        assert_eq!(choose(&server, suite(name), &[], None), Ok(None));
    }
    let client = Algorithms {
        peer: Some(PEER),
        ..CLIENT
    };
    let other = [own(KeyType::Ec)];
    assert_eq!(choose(&client, rsa12(), &other, None), Ok(None));
    let current = Some(KeyType::Rsa);
    assert_eq!(choose(&client, rsa12(), &other, current), Ok(None));
}

#[test]
fn servers_of_tls12_follow_the_suite() {
    let peer = [ED25519, RSA_PSS_PSS_SHA256, RSA_PKCS1_SHA256];
    let all = [
        own(KeyType::Rsa),
        own(KeyType::RsaPss),
        own(KeyType::Ed25519),
    ];
    let of = |suite| choose(&tls12(&peer), suite, &all, None);
    assert_eq!(of(ecdsa12()), Ok(Some((KeyType::Ed25519, ED25519))));
    assert_eq!(of(rsa12()), Ok(Some((KeyType::RsaPss, RSA_PSS_PSS_SHA256))));
    // PSS keys don't decrypt.
    let decrypts = of(suite(c"AES128-SHA"));
    assert_eq!(decrypts, Ok(Some((KeyType::Rsa, RSA_PKCS1_SHA256))));
    let failure = unsuitable(alert::HANDSHAKE_FAILURE);
    assert_eq!(choose(&tls12(&peer[..1]), rsa12(), &all, None), failure);
}

#[test]
fn certificates_that_do_not_suit_the_peer_are_not_used() {
    let algorithms = tls12(PEER);
    let (shared, validities) = algorithms.process();
    let chosen = algorithms.choose(&SigningFacts {
        suite: rsa12(),
        shared: &shared,
        certificates: &[own(KeyType::Rsa)],
        validities: &validities,
        current: None,
    });
    assert_eq!(
        chosen,
        Err(Fatal::new(
            alert::HANDSHAKE_FAILURE,
            Reason::NO_SUITABLE_SIGNATURE_ALGORITHM
        ))
    );
}

#[test]
fn clients_of_tls12_sign_with_their_current_certificate() {
    let client = Algorithms {
        server: false,
        ..tls12(PEER)
    };
    let both = [own(KeyType::Rsa), own(KeyType::Ec)];
    let of = |current| choose(&client, rsa12(), &both, Some(current));
    let ec = Ok(Some((KeyType::Ec, ECDSA_SECP256R1_SHA256)));
    assert_eq!(of(KeyType::Ec), ec);
    let rsa = Ok(Some((KeyType::Rsa, RSA_PKCS1_SHA256)));
    assert_eq!(of(KeyType::Rsa), rsa);
    let other = Algorithms {
        peer: Some(&[ED25519]),
        ..client
    };
    assert_eq!(
        choose(&other, rsa12(), &both, Some(KeyType::Rsa)),
        unsuitable(alert::HANDSHAKE_FAILURE)
    );
}

#[test]
fn suite_b_ties_the_algorithm_to_our_curve() {
    let both = [ECDSA_SECP384R1_SHA384, ECDSA_SECP256R1_SHA256];
    let algorithms = Algorithms {
        suite_b: Some(SuiteB::From128),
        ..tls12(&both)
    };
    let ec = [own(KeyType::Ec)];
    let chosen = choose(&algorithms, ecdsa12(), &ec, None);
    assert_eq!(chosen, Ok(Some((KeyType::Ec, ECDSA_SECP256R1_SHA256))));
    let p384 = [Certificate {
        curve: P384,
        ..own(KeyType::Ec)
    }];
    let chosen = choose(&algorithms, ecdsa12(), &p384, None);
    assert_eq!(chosen, Ok(Some((KeyType::Ec, ECDSA_SECP384R1_SHA384))));
}

#[test]
fn without_a_list_of_the_peer_sha1_signs() {
    let rsa = [own(KeyType::Rsa)];
    let chosen = choose(&SERVER, rsa12(), &rsa, None);
    assert_eq!(chosen, Ok(Some((KeyType::Rsa, RSA_PKCS1_SHA1))));
    let wrong = Err(Fatal::new(
        alert::HANDSHAKE_FAILURE,
        Reason::WRONG_SIGNATURE_TYPE,
    ));
    let listed = Algorithms {
        listed: Some(&[RSA_PKCS1_SHA256]),
        ..SERVER
    };
    assert_eq!(choose(&listed, rsa12(), &rsa, None), wrong);
    assert_eq!(choose(&SERVER, rsa12(), &[], None), wrong);
    let secure = Algorithms {
        security: &level_1,
        ..SERVER
    };
    let failure = unsuitable(alert::HANDSHAKE_FAILURE);
    assert_eq!(choose(&secure, rsa12(), &rsa, None), failure);
    // A client without a type that silence means anything for.
    let current = Some(KeyType::Ed25519);
    let ed25519 = [own(KeyType::Ed25519)];
    assert_eq!(choose(&CLIENT, rsa12(), &ed25519, current), failure);
}

#[test]
fn below_tls12_md5_and_sha1_sign() {
    let old = Algorithms {
        version: TLS11,
        ..SERVER
    };
    let rsa = suite(c"ECDHE-RSA-AES128-SHA");
    let chosen = choose(&old, rsa, &[own(KeyType::Rsa)], None);
    assert_eq!(chosen, Ok(Some((KeyType::Rsa, SignatureScheme(0)))));
    let ecdsa = suite(c"ECDHE-ECDSA-AES128-SHA");
    let chosen = choose(&old, ecdsa, &[own(KeyType::Ec)], None);
    assert_eq!(chosen, Ok(Some((KeyType::Ec, ECDSA_SHA1))));
    let secure = Algorithms {
        security: &level_1,
        ..old
    };
    let chosen = choose(&secure, rsa, &[own(KeyType::Rsa)], None);
    assert_eq!(chosen, unsuitable(alert::INTERNAL_ERROR));
}

#[test]
fn validities_are_of_one_type() {
    let mut validities = Validities::default();
    validities.set_valid(KeyType::Dsa, true, TLS12);
    assert!(validities.of(KeyType::Dsa).valid && !validities.of(KeyType::Rsa).valid);
}

fn check(
    algorithms: &Algorithms<'_>,
    scheme: SignatureScheme,
    key_type: KeyType,
    curve: i32,
) -> Result<(), Fatal> {
    let groups = Groups {
        server: algorithms.server,
        version: algorithms.version,
        suite_b: algorithms.suite_b,
        ..GROUPS
    };
    let key = PeerKey { key_type, curve };
    let checked = algorithms.check_peer(scheme, &key, &groups);
    checked.map(|algorithm| assert_eq!(scheme_of(algorithm), scheme))
}

fn illegal(reason: Reason) -> Result<(), Fatal> {
    Err(Fatal::new(alert::ILLEGAL_PARAMETER, reason))
}

fn failure() -> Result<(), Fatal> {
    Err(Fatal::new(
        alert::HANDSHAKE_FAILURE,
        Reason::WRONG_SIGNATURE_TYPE,
    ))
}

const CLIENT13: Algorithms<'static> = Algorithms {
    version: TLS13,
    ..CLIENT
};

#[test]
fn signatures_suit_the_peers_key() {
    let wrong = illegal(Reason::WRONG_SIGNATURE_TYPE);
    for (scheme, key_type, tls12, tls13) in [
        (RSA_PKCS1_SHA256, KeyType::Rsa, Ok(()), wrong),
        (RSA_PSS_RSAE_SHA256, KeyType::Rsa, Ok(()), Ok(())),
        (RSA_PSS_PSS_SHA256, KeyType::RsaPss, Ok(()), Ok(())),
        (RSA_PSS_PSS_SHA256, KeyType::Rsa, wrong, wrong),
        (RSA_PSS_RSAE_SHA256, KeyType::RsaPss, wrong, wrong),
        (RSA_PKCS1_SHA256, KeyType::RsaPss, wrong, wrong),
        (ED25519, KeyType::Ed25519, Ok(()), Ok(())),
        (ED448, KeyType::Ed448, Ok(()), Ok(())),
        (ED448, KeyType::Ed25519, wrong, wrong),
        (DSA_SHA256, KeyType::Dsa, Ok(()), wrong),
        (RSA_PKCS1_SHA256, KeyType::Dsa, wrong, wrong),
        (ECDSA_SHA1, KeyType::Rsa, wrong, wrong),
        (SignatureScheme(0x0909), KeyType::Rsa, wrong, wrong),
        (SignatureScheme(0), KeyType::Rsa, wrong, wrong),
    ] {
        assert_eq!(check(&CLIENT, scheme, key_type, 0), tls12, "{scheme:?}");
        assert_eq!(check(&CLIENT13, scheme, key_type, 0), tls13, "{scheme:?}");
    }
}

#[test]
fn old_hashes_do_not_sign_in_tls13() {
    let wrong = illegal(Reason::WRONG_SIGNATURE_TYPE);
    for scheme in [ECDSA_SHA1, ECDSA_SHA224] {
        assert_eq!(check(&CLIENT13, scheme, KeyType::Ec, P256), wrong);
        assert_eq!(check(&CLIENT, scheme, KeyType::Ec, P256), Ok(()));
    }
}

#[test]
fn curves_of_the_peer() {
    let curve = illegal(Reason::WRONG_CURVE);
    let of = |algorithms: &Algorithms<'_>, scheme, nid| check(algorithms, scheme, KeyType::Ec, nid);
    assert_eq!(of(&CLIENT13, ECDSA_SECP256R1_SHA256, P256), Ok(()));
    assert_eq!(of(&CLIENT13, ECDSA_SECP256R1_SHA256, P384), curve);
    // TLS 1.2 wants a curve of our list, with any hash.
    assert_eq!(of(&CLIENT, ECDSA_SECP256R1_SHA256, P384), Ok(()));
    const P521: i32 = 716;
    assert_eq!(of(&CLIENT, ECDSA_SECP256R1_SHA256, P521), curve);
    assert_eq!(of(&CLIENT, ECDSA_SECP256R1_SHA256, 0), curve);
}

#[test]
fn suite_b_wants_its_algorithms_of_the_peer() {
    let suite_b = Algorithms {
        suite_b: Some(SuiteB::From128),
        strict: true,
        ..CLIENT
    };
    let of = |scheme, curve| check(&suite_b, scheme, KeyType::Ec, curve);
    assert_eq!(of(ECDSA_SECP256R1_SHA256, P256), Ok(()));
    let curve = illegal(Reason::WRONG_CURVE);
    assert_eq!(of(ECDSA_SECP256R1_SHA256, P384), curve);
    assert_eq!(of(ECDSA_SHA1, P256), failure());
    let rsa = check(&suite_b, RSA_PSS_RSAE_SHA256, KeyType::Rsa, 0);
    assert_eq!(rsa, failure());
}

#[test]
fn algorithms_that_we_did_not_offer() {
    let listed = Algorithms {
        listed: Some(&[RSA_PSS_RSAE_SHA256]),
        ..CLIENT
    };
    let of = |algorithms: &Algorithms<'_>, scheme| check(algorithms, scheme, KeyType::Rsa, 0);
    assert_eq!(of(&listed, RSA_PSS_RSAE_SHA256), Ok(()));
    assert_eq!(of(&listed, RSA_PKCS1_SHA256), failure());
    // SHA-1 is taken all the same, unless we are strict.
    assert_eq!(of(&listed, RSA_PKCS1_SHA1), Ok(()));
    let strict = Algorithms {
        strict: true,
        ..listed
    };
    assert_eq!(of(&strict, RSA_PKCS1_SHA1), failure());
}

#[test]
fn the_callback_is_asked_about_the_peers_algorithm() {
    let security = |q: Question| q.operation != SecurityOp::SIGALG_CHECK || q.bits >= 80;
    let secure = Algorithms {
        security: &security,
        ..CLIENT
    };
    let of = |scheme| check(&secure, scheme, KeyType::Rsa, 0);
    assert_eq!(of(RSA_PKCS1_SHA256), Ok(()));
    assert_eq!(of(RSA_PKCS1_SHA1), failure());
}

#[test]
fn groups_of_curves() {
    const NONE: NamedGroup = NamedGroup(0);
    let of = crate::choose::signature::group_of_curve;
    assert_eq!((of(P256), of(0), of(5)), (SECP256R1, NONE, NONE));
}
