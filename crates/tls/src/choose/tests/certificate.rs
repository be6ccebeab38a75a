//! Our certificates.

use super::{anything, suite};
use crate::choose::certificate::*;
use crate::choose::group::Groups;
use crate::choose::signature::{scheme_of, Algorithms, SigningFacts};
use crate::choose::{KeyType, Question, SecurityOp, SuiteB};
use crate::cipher::missing::Missing;
use crate::registry::certificate_type::*;
use crate::registry::group::{SECP256R1, SECP384R1};
use crate::registry::scheme::*;
use crate::registry::version::*;

const P256: i32 = 415;
const P384: i32 = 715;
/// NIDs of signatures with their digests.
const RSA_WITH_SHA256: i32 = 668;
const RSA_WITH_SHA1: i32 = 65;

const SERVER: Algorithms<'static> = Algorithms {
    server: true,
    version: TLS12,
    lowest_version: TLS10,
    suite_b: None,
    strict: false,
    server_preference: false,
    listed: None,
    listed_for_clients: None,
    peer: Some(&[RSA_PKCS1_SHA256, ECDSA_SECP256R1_SHA256]),
    peer_for_certificates: None,
    missing: &Missing::NOTHING,
    security: &anything,
};

const STRICT: Algorithms<'static> = Algorithms {
    strict: true,
    ..SERVER
};

const CLIENT: Algorithms<'static> = Algorithms {
    server: false,
    ..STRICT
};

const RSA: Link = Link {
    public: PublicKey::Other,
    signature: RSA_WITH_SHA256,
};

const EC: Link = Link {
    public: PublicKey::Ec(P256),
    signature: RSA_WITH_SHA256,
};

const CHAIN: Chain<'static> = Chain {
    key_type: KeyType::Rsa,
    leaf: RSA,
    authorities: &[RSA],
    suits_suite_b: false,
    issuer_asked: true,
    types_asked: &[RSA_SIGN],
};

fn suits(algorithms: &Algorithms<'_>, chain: &Chain<'_>) -> bool {
    let groups = Groups {
        server: algorithms.server,
        version: algorithms.version,
        suite_b: algorithms.suite_b,
        suite: None,
        listed: &[SECP256R1, SECP384R1],
        peer: match algorithms.server {
            true => &[SECP256R1],
            false => &[],
        },
        server_preference: false,
        missing: &Missing::NOTHING,
        security: &anything,
    };
    suits_peer(algorithms, &algorithms.shared(), &groups, chain)
}

#[test]
fn the_curve_suits_the_peer() {
    let of = |public| {
        let leaf = Link { public, ..EC };
        suits(&SERVER, &Chain { leaf, ..CHAIN })
    };
    assert!(of(PublicKey::Other) && of(PublicKey::Ec(P256)));
    assert!(!of(PublicKey::Ec(P384)) && !of(PublicKey::Ec(0)));
    assert!(!of(PublicKey::Unknown));
}

#[test]
fn only_who_is_strict_looks_at_signatures_and_authorities() {
    let sha1 = Link {
        signature: RSA_WITH_SHA1,
        ..RSA
    };
    let authorities = [sha1];
    let p384 = [Link {
        public: PublicKey::Ec(P384),
        ..RSA
    }];
    for chain in [
        Chain {
            leaf: sha1,
            ..CHAIN
        },
        Chain {
            authorities: &authorities,
            ..CHAIN
        },
        Chain {
            authorities: &p384,
            ..CHAIN
        },
    ] {
        assert!(suits(&SERVER, &chain) && !suits(&STRICT, &chain));
    }
    assert!(suits(&STRICT, &CHAIN));
    // Below TLS 1.2 signatures are not looked at.
    let old = Algorithms {
        version: TLS11,
        ..STRICT
    };
    let chain = Chain {
        leaf: sha1,
        ..CHAIN
    };
    assert!(suits(&old, &chain));
}

#[test]
fn silence_means_sha1() {
    let silent = Algorithms {
        peer: None,
        ..STRICT
    };
    let sha1 = Link {
        signature: RSA_WITH_SHA1,
        ..RSA
    };
    let authorities = [sha1];
    let chain = Chain {
        leaf: sha1,
        authorities: &authorities,
        ..CHAIN
    };
    assert!(suits(&silent, &chain) && !suits(&silent, &CHAIN));
    let without = Algorithms {
        listed: Some(&[RSA_PKCS1_SHA256, ECDSA_SHA1]),
        ..silent
    };
    assert!(!suits(&without, &chain));
    let with = Algorithms {
        listed: Some(&[RSA_PKCS1_SHA1]),
        ..silent
    };
    assert!(suits(&with, &chain));
    // For the newer types nothing is meant.
    let pss = Chain {
        key_type: KeyType::RsaPss,
        ..CHAIN
    };
    assert!(suits(&without, &pss));
}

#[test]
fn in_tls13_the_list_for_certificates_counts() {
    let tls13 = Algorithms {
        version: TLS13,
        peer_for_certificates: Some(&[RSA_PKCS1_SHA1]),
        ..CLIENT
    };
    assert!(!suits(&tls13, &CHAIN));
    // The leaf was looked at before.
    let alone = Chain {
        authorities: &[],
        ..CHAIN
    };
    assert!(suits(&tls13, &alone));
    let tls12 = Algorithms {
        version: TLS12,
        ..tls13
    };
    assert!(suits(&tls12, &CHAIN));
}

#[test]
fn clients_look_at_what_was_asked_for() {
    assert!(suits(&CLIENT, &CHAIN));
    let issuer = Chain {
        issuer_asked: false,
        ..CHAIN
    };
    assert!(!suits(&CLIENT, &issuer));
    let types = Chain {
        types_asked: &[ECDSA_SIGN, DSS_SIGN],
        ..CHAIN
    };
    assert!(!suits(&CLIENT, &types));
    for key_type in [KeyType::RsaPss, KeyType::Dsa, KeyType::Ec, KeyType::Ed25519] {
        assert!(suits(&CLIENT, &Chain { key_type, ..types }));
    }
    let lax = Algorithms {
        strict: false,
        ..CLIENT
    };
    assert!(suits(&lax, &issuer) && suits(&lax, &types));
}

#[test]
fn suite_b_chains() {
    let suite_b = Algorithms {
        suite_b: Some(SuiteB::From128),
        peer: Some(&[ECDSA_SECP256R1_SHA256]),
        ..STRICT
    };
    const ECDSA_WITH_SHA256: i32 = 794;
    let leaf = Link {
        signature: ECDSA_WITH_SHA256,
        ..EC
    };
    let chain = Chain {
        key_type: KeyType::Ec,
        leaf,
        authorities: &[],
        suits_suite_b: true,
        ..CHAIN
    };
    assert!(suits(&suite_b, &chain));
    let bad = Chain {
        suits_suite_b: false,
        ..chain
    };
    assert!(!suits(&suite_b, &bad));
    // The curve's own algorithm must be shared.
    let other = Algorithms {
        peer: Some(&[ECDSA_SECP384R1_SHA384]),
        version: TLS11,
        ..suite_b
    };
    assert!(!suits(&other, &chain));
}

#[test]
fn validities() {
    let mut validities = Validities::default();
    let nothing = Validity::default();
    assert_eq!(validities.of(KeyType::Ec), nothing);
    validities.signs_explicitly(KeyType::Ec);
    validities.set_valid(KeyType::Ec, true, TLS12);
    let all = Validity {
        valid: true,
        sign: true,
        explicit_sign: true,
    };
    assert_eq!(validities.of(KeyType::Ec), all);
    // What does not suit keeps what the peer has said.
    validities.set_valid(KeyType::Ec, false, TLS12);
    let said = Validity {
        valid: false,
        ..all
    };
    assert_eq!(validities.of(KeyType::Ec), said);
    for (version, sign) in [(TLS12, false), (TLS11, true), (DTLS12, true)] {
        let mut validities = Validities::default();
        validities.set_valid(KeyType::Rsa, true, version);
        assert_eq!(validities.of(KeyType::Rsa).explicit_sign, sign);
    }
}

#[test]
fn clients_answer_with_a_certificate_or_without() {
    let own = Certificate {
        key_type: KeyType::Rsa,
        curve: 0,
        key_size: 256,
        may_sign: true,
        signed_with: None,
        signs_with: &|_| true,
    };
    let chosen = |algorithms: &Algorithms<'_>, chain: bool| {
        let (shared, validities) = algorithms.process();
        let facts = SigningFacts {
            suite: suite(c"ECDHE-RSA-AES128-GCM-SHA256"),
            shared: &shared,
            certificates: &[own],
            validities: &validities,
            current: Some(KeyType::Rsa),
        };
        choose_for_client(algorithms, &facts, |key_type| {
            assert_eq!(key_type, KeyType::Rsa);
            chain
        })
        .map(|chosen| scheme_of(chosen.algorithm))
    };
    assert_eq!(chosen(&CLIENT, true), Some(RSA_PKCS1_SHA256));
    assert_eq!(chosen(&CLIENT, false), None);
    let lax = Algorithms {
        strict: false,
        ..CLIENT
    };
    assert_eq!(chosen(&lax, false), Some(RSA_PKCS1_SHA256));
    let other = Algorithms {
        peer: Some(&[ED25519]),
        ..lax
    };
    assert_eq!(chosen(&other, true), None);
}

#[test]
fn types_that_a_server_asks_for() {
    let dhe = suite(c"DHE-RSA-AES128-SHA");
    let ecdhe = suite(c"ECDHE-RSA-AES128-SHA");
    let all = [RSA_SIGN, DSS_SIGN, ECDSA_SIGN];
    assert_eq!(types_to_ask_for(&SERVER, dhe, None), all);
    let custom = [ECDSA_SIGN, ClientCertificateType(77)];
    assert_eq!(types_to_ask_for(&SERVER, dhe, Some(&custom)), custom);
    let ssl3 = Algorithms {
        version: SSL3,
        ..SERVER
    };
    let old = [RSA_EPHEMERAL_DH, DSS_EPHEMERAL_DH, RSA_SIGN, DSS_SIGN];
    assert_eq!(types_to_ask_for(&ssl3, dhe, None), old);
    assert_eq!(types_to_ask_for(&ssl3, ecdhe, None), old[2..]);
    let dtls = Algorithms {
        version: DTLS12,
        ..SERVER
    };
    assert_eq!(types_to_ask_for(&dtls, dhe, None), all);
}

#[test]
fn types_follow_the_algorithms() {
    let ecdhe = suite(c"ECDHE-RSA-AES128-SHA");
    // The list for client certificates is meant.
    let listed = Algorithms {
        listed: Some(&[ED25519]),
        listed_for_clients: Some(&[RSA_PSS_RSAE_SHA256]),
        ..SERVER
    };
    assert_eq!(types_to_ask_for(&listed, ecdhe, None), [RSA_SIGN]);
    let security = |q: Question| {
        assert_eq!(q.operation, SecurityOp::SIGALG_MASK);
        q.nid == 0
    };
    let edwards = Algorithms {
        security: &security,
        ..SERVER
    };
    assert_eq!(types_to_ask_for(&edwards, ecdhe, None), [ECDSA_SIGN]);
}
