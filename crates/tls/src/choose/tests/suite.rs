//! Cipher suites.

use super::{anything, suite};
use crate::choose::certificate::{Certificate, Validities};
use crate::choose::group::Groups;
use crate::choose::signature::Algorithms;
use crate::choose::suite::*;
use crate::choose::version::Range;
use crate::choose::{KeyType, Question, SecurityOp, Subject, SuiteB, KEY_TYPES};
use crate::cipher::missing::Missing;
use crate::cipher::{auth, kx, Cipher};
use crate::error::{Fatal, Reason};
use crate::registry::alert;
use crate::registry::group::{NamedGroup, SECP384R1, X25519};
use crate::registry::scheme::{self, SignatureScheme};
use crate::registry::suite::*;
use crate::registry::version::*;

const GROUPS: Groups<'static> = Groups {
    server: true,
    version: TLS12,
    suite_b: None,
    suite: None,
    listed: &[X25519],
    peer: &[X25519],
    server_preference: false,
    missing: &Missing::NOTHING,
    security: &anything,
};

const EVERYTHING: Masks = Masks {
    kx: !kx::SRP,
    auth: !auth::SRP,
};

fn choice<'a>(client: &'a [&'static Cipher], server: &'a [&'static Cipher]) -> Choice<'a> {
    Choice {
        version: TLS12,
        client,
        server,
        suite_b: false,
        server_preference: false,
        prioritize_chacha: false,
        psk_callback: false,
        certificate: true,
        masks: EVERYTHING,
        srp: false,
        groups: &GROUPS,
        safari: false,
        security: &anything,
    }
}

fn no_shared_cipher() -> Result<&'static Cipher, Fatal> {
    Err(Fatal::new(
        alert::HANDSHAKE_FAILURE,
        Reason::NO_SHARED_CIPHER,
    ))
}

fn aes128() -> &'static Cipher {
    suite(c"ECDHE-RSA-AES128-GCM-SHA256")
}

fn aes256() -> &'static Cipher {
    suite(c"ECDHE-RSA-AES256-GCM-SHA384")
}

fn chacha() -> &'static Cipher {
    suite(c"ECDHE-RSA-CHACHA20-POLY1305")
}

fn ecdsa() -> &'static Cipher {
    suite(c"ECDHE-ECDSA-AES128-GCM-SHA256")
}

#[test]
fn the_client_prefers_unless_the_server_does() {
    let (client, server) = ([aes128(), aes256()], [aes256(), aes128()]);
    let mut choice = choice(&client, &server);
    assert_eq!(choice.choose(), Ok(aes128()));
    choice.server_preference = true;
    assert_eq!(choice.choose(), Ok(aes256()));
    choice.server_preference = false;
    choice.suite_b = true;
    assert_eq!(choice.choose(), Ok(aes256()));
}

#[test]
fn chacha_goes_first_if_it_is_the_clients_first() {
    let (client, server) = ([chacha(), aes256()], [aes256(), aes128(), chacha()]);
    let mut choice = choice(&client, &server);
    choice.server_preference = true;
    assert_eq!(choice.choose(), Ok(aes256()));
    choice.prioritize_chacha = true;
    assert_eq!(choice.choose(), Ok(chacha()));
    choice.suite_b = true;
    assert_eq!(choice.choose(), Ok(aes256()));
    choice.suite_b = false;
    let second = [aes256(), chacha()];
    choice.client = &second;
    assert_eq!(choice.choose(), Ok(aes256()));
    // A server without it is asked in its own order.
    choice.client = &client;
    choice.server = &server[..2];
    assert_eq!(choice.choose(), Ok(aes256()));
}

#[test]
fn nothing_shared() {
    let (client, server) = ([aes128()], [aes256()]);
    assert_eq!(choice(&client, &server).choose(), no_shared_cipher());
    assert_eq!(choice(&[], &server).choose(), no_shared_cipher());
}

#[test]
fn suites_are_of_the_version() {
    let tls13 = suite(c"TLS_AES_128_GCM_SHA256");
    let cbc = suite(c"AES128-SHA");
    let all = [tls13, aes128(), cbc];
    let of = |version| Choice {
        version,
        ..choice(&all, &all)
    };
    assert_eq!(of(TLS13).choose(), Ok(tls13));
    assert_eq!(of(TLS12).choose(), Ok(aes128()));
    assert_eq!(of(TLS10).choose(), Ok(cbc));
    let groups = Groups {
        version: DTLS12,
        ..GROUPS
    };
    let dtls = |version| Choice {
        groups: &groups,
        ..of(version)
    };
    assert_eq!(dtls(DTLS12).choose(), Ok(aes128()));
    assert_eq!(dtls(DTLS10).choose(), Ok(cbc));
}

#[test]
fn idea_ends_with_tls11() {
    let idea = [suite(c"IDEA-CBC-SHA")];
    for (version, has) in [
        (TLS11, true),
        (TLS12, false),
        (DTLS10, true),
        (DTLS12, false),
    ] {
        let choice = Choice {
            version,
            ..choice(&idea, &idea)
        };
        assert_eq!(choice.choose().is_ok(), has, "{version:?}");
        let disabled = Disabled::new(&ALGORITHMS, Range::only(version), false, false);
        assert_eq!(disabled.contains(idea[0], false, &anything), !has);
    }
}

#[test]
fn masks_count_below_tls13() {
    let all = [aes128(), suite(c"AES128-SHA")];
    let mut choice = choice(&all, &all);
    choice.masks.kx = kx::RSA;
    assert_eq!(choice.choose(), Ok(all[1]));
    choice.masks.auth = auth::ECDSA;
    assert_eq!(choice.choose(), no_shared_cipher());
    let tls13 = [suite(c"TLS_AES_128_GCM_SHA256")];
    choice.client = &tls13;
    choice.server = &tls13;
    choice.version = TLS13;
    assert_eq!(choice.choose(), Ok(tls13[0]));
}

#[test]
fn ecdhe_wants_a_group() {
    let all = [aes128(), suite(c"AES128-SHA")];
    let groups = Groups {
        peer: &[SECP384R1],
        ..GROUPS
    };
    let choice = Choice {
        groups: &groups,
        ..choice(&all, &all)
    };
    assert_eq!(choice.choose(), Ok(all[1]));
}

#[test]
fn psk_and_srp_want_their_callbacks() {
    for name in [
        c"PSK-AES128-CBC-SHA",
        c"DHE-PSK-AES128-CBC-SHA",
        c"RSA-PSK-AES128-CBC-SHA",
        c"ECDHE-PSK-AES128-CBC-SHA",
    ] {
        let psk = [suite(name)];
        let mut choice = choice(&psk, &psk);
        assert_eq!(choice.choose(), no_shared_cipher());
        choice.psk_callback = true;
        assert_eq!(choice.choose(), Ok(psk[0]));
    }
    let srp = [suite(c"SRP-AES-128-CBC-SHA")];
    let mut choice = choice(&srp, &srp);
    assert_eq!(choice.choose(), no_shared_cipher());
    choice.srp = true;
    assert_eq!(choice.choose(), Ok(srp[0]));
}

#[test]
fn the_callback_is_asked_about_shared_suites() {
    let security = |q: Question| {
        assert_eq!((q.operation, q.nid), (SecurityOp::CIPHER_SHARED, 0));
        q.subject == Subject::Suite(aes256()) && q.bits == 256
    };
    let all = [aes128(), aes256()];
    let choice = Choice {
        security: &security,
        ..choice(&all, &all)
    };
    assert_eq!(choice.choose(), Ok(aes256()));
}

#[test]
fn safari_gets_ecdsa_only_if_there_is_nothing_else() {
    let all = [ecdsa(), aes128()];
    let mut choice = choice(&all, &all);
    choice.safari = true;
    assert_eq!(choice.choose(), Ok(aes128()));
    choice.server = &all[..1];
    assert_eq!(choice.choose(), Ok(ecdsa()));
}

#[test]
fn old_psk_callbacks_prefer_sha256_in_tls13() {
    let (sha384, sha256) = (
        suite(c"TLS_AES_256_GCM_SHA384"),
        suite(c"TLS_AES_128_GCM_SHA256"),
    );
    let all = [sha384, sha256];
    let mut choice = choice(&all, &all);
    choice.version = TLS13;
    choice.psk_callback = true;
    assert_eq!(choice.choose(), Ok(sha384));
    choice.certificate = false;
    assert_eq!(choice.choose(), Ok(sha256));
    choice.server = &all[..1];
    assert_eq!(choice.choose(), Ok(sha384));
    choice.server = &all;
    choice.psk_callback = false;
    assert_eq!(choice.choose(), Ok(sha384));
}

fn own(key_type: KeyType) -> Certificate<'static> {
    Certificate {
        key_type,
        curve: 0,
        key_size: 256,
        may_sign: true,
        signed_with: None,
        signs_with: &|_| true,
    }
}

fn masks(version: ProtocolVersion, certificates: &[Certificate<'_>]) -> Masks {
    let mut validities = Validities::default();
    for own in certificates {
        validities.signs_explicitly(own.key_type);
        validities.set_valid(own.key_type, true, version);
    }
    server_masks(&MaskFacts {
        version,
        dh: false,
        certificates,
        validities: &validities,
    })
}

#[test]
fn what_certificates_allow() {
    let none = masks(TLS12, &[]);
    assert_eq!(none.kx, kx::ECDHE | kx::PSK | kx::ECDHEPSK);
    assert_eq!(none.auth, auth::NULL | auth::PSK);
    let rsa = masks(TLS12, &[own(KeyType::Rsa)]);
    assert_eq!(rsa.kx, none.kx | kx::RSA | kx::RSAPSK);
    assert_eq!(rsa.auth, none.auth | auth::RSA);
    for (key_type, bit) in [
        (KeyType::RsaPss, auth::RSA),
        (KeyType::Dsa, auth::DSS),
        (KeyType::Ec, auth::ECDSA),
        (KeyType::Ed25519, auth::ECDSA),
        (KeyType::Ed448, auth::ECDSA),
    ] {
        let masks = masks(TLS12, &[own(key_type)]);
        assert_eq!((masks.kx, masks.auth), (none.kx, none.auth | bit));
    }
    // The newer types are for TLS 1.2 alone.
    for version in [TLS11, DTLS12] {
        for key_type in [KeyType::RsaPss, KeyType::Ed25519, KeyType::Ed448] {
            assert_eq!(masks(version, &[own(key_type)]), none);
        }
    }
}

#[test]
fn certificates_must_suit_the_peer() {
    let all = KEY_TYPES.map(own);
    let mut validities = Validities::default();
    let of = |certificates: &[Certificate<'_>], validities: &Validities| {
        server_masks(&MaskFacts {
            version: TLS12,
            dh: true,
            certificates,
            validities,
        })
    };
    let none = of(&all, &validities);
    assert_eq!(none.auth, auth::NULL | auth::PSK);
    assert_eq!(
        none.kx,
        kx::ECDHE | kx::PSK | kx::ECDHEPSK | kx::DHE | kx::DHEPSK
    );
    // What is meant is not enough for the newer types.
    for key_type in [KeyType::RsaPss, KeyType::Ed25519, KeyType::Ed448] {
        validities.signs(key_type);
        validities.set_valid(key_type, true, TLS12);
    }
    assert_eq!(of(&all, &validities), none);
    // An EC key must be allowed to sign by the peer, too.
    validities.set_valid(KeyType::Ec, true, TLS12);
    assert_eq!(of(&all, &validities), none);
    validities.signs(KeyType::Ec);
    let masks = of(&all, &validities);
    assert_eq!(masks.auth, none.auth | auth::ECDSA);
    let agreement = [Certificate {
        may_sign: false,
        ..own(KeyType::Ec)
    }];
    assert_eq!(of(&agreement, &validities), none);
}

const ALGORITHMS: Algorithms<'static> = Algorithms {
    server: false,
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

const RANGE: Range = Range {
    lowest: TLS10,
    highest: TLS13,
    known: TLS13,
};

fn offered(listed: &[&'static Cipher], disabled: &Disabled) -> Result<Vec<CipherSuite>, Fatal> {
    offer(&Offer {
        listed,
        disabled,
        renegotiates: true,
        fallback: false,
        security: &anything,
    })
}

const TLS13_AES: CipherSuite = TLS_AES_128_GCM_SHA256;
const ECDSA_AES: CipherSuite = TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256;

fn tls13() -> &'static Cipher {
    suite(c"TLS_AES_128_GCM_SHA256")
}

#[test]
fn signals_end_the_list() {
    let disabled = Disabled::new(&ALGORITHMS, RANGE, false, false);
    let list = [tls13(), ecdsa()];
    let mut facts = Offer {
        listed: &list,
        disabled: &disabled,
        renegotiates: false,
        fallback: false,
        security: &anything,
    };
    let suites = [TLS13_AES, ECDSA_AES];
    let (renegotiation, fallback) = (TLS_EMPTY_RENEGOTIATION_INFO_SCSV, TLS_FALLBACK_SCSV);
    let with = |signals: &[CipherSuite]| Ok([&suites, signals].concat());
    assert_eq!(offer(&facts), with(&[renegotiation]));
    facts.fallback = true;
    assert_eq!(offer(&facts), with(&[renegotiation, fallback]));
    facts.renegotiates = true;
    assert_eq!(offer(&facts), with(&[fallback]));
    facts.fallback = false;
    assert_eq!(offer(&facts), with(&[]));
}

#[test]
fn the_highest_version_needs_a_suite() {
    let error = Err(Fatal::new(
        alert::INTERNAL_ERROR,
        Reason::NO_CIPHERS_AVAILABLE,
    ));
    let disabled = Disabled::new(&ALGORITHMS, RANGE, false, false);
    assert_eq!(offered(&[], &disabled), error);
    assert_eq!(offered(&[ecdsa()], &disabled), error);
    let old = disabled.of_version(TLS12);
    assert_eq!(offered(&[tls13()], &old), error);
    assert_eq!(offered(&[tls13(), ecdsa()], &old), Ok(vec![ECDSA_AES]));
}

#[test]
fn suites_of_other_versions_are_left_out() {
    let list = [tls13(), ecdsa()];
    let disabled = Disabled::new(&ALGORITHMS, RANGE, false, false);
    let only13 = offered(&list, &disabled.of_version(TLS13));
    assert_eq!(only13, Ok(vec![TLS13_AES]));
    let dtls = offered(&list, &disabled.of_version(DTLS12));
    assert_eq!(dtls, Ok(vec![ECDSA_AES]));
}

#[test]
fn suites_without_their_callbacks_or_algorithms_are_left_out() {
    let contains = |disabled: Disabled, name| disabled.contains(suite(name), false, &anything);
    let none = Disabled::new(&ALGORITHMS, RANGE, false, false);
    for name in [
        c"PSK-AES128-CBC-SHA",
        c"RSA-PSK-AES128-CBC-SHA",
        c"DHE-PSK-AES128-CBC-SHA",
        c"ECDHE-PSK-AES128-CBC-SHA",
        c"SRP-AES-128-CBC-SHA",
        c"SRP-RSA-AES-128-CBC-SHA",
    ] {
        assert!(contains(none, name));
        let both = Disabled::new(&ALGORITHMS, RANGE, true, true);
        assert!(!contains(both, name));
    }
    const RSA: &[SignatureScheme] = &[scheme::RSA_PSS_RSAE_SHA256];
    let algorithms = Algorithms {
        listed: Some(RSA),
        ..ALGORITHMS
    };
    let rsa = Disabled::new(&algorithms, RANGE, false, false);
    assert!(contains(rsa, c"ECDHE-ECDSA-AES128-GCM-SHA256"));
    assert!(contains(rsa, c"DHE-DSS-AES128-SHA"));
    assert!(!contains(rsa, c"ECDHE-RSA-AES128-GCM-SHA256"));
    assert!(!contains(rsa, c"TLS_AES_128_GCM_SHA256"));
}

#[test]
fn the_callback_is_asked_about_offered_suites() {
    let disabled = Disabled::new(&ALGORITHMS, RANGE, false, false);
    let supported = |q: Question| q.operation != SecurityOp::CIPHER_SUPPORTED;
    assert!(disabled.contains(aes128(), false, &supported));
    assert!(!disabled.contains(aes128(), true, &supported));
    let check = |q: Question| q.operation != SecurityOp::CIPHER_CHECK;
    assert!(disabled.contains(aes128(), true, &check));
}

#[test]
fn servers_may_choose_ecdhe_in_ssl3() {
    let disabled = Disabled::new(&ALGORITHMS, RANGE, false, false).of_version(SSL3);
    let ecdhe = suite(c"ECDHE-RSA-AES128-SHA");
    assert!(disabled.contains(ecdhe, false, &anything));
    assert!(!disabled.contains(ecdhe, true, &anything));
}

fn returned(number: CipherSuite, change: impl FnOnce(&mut Returned<'_>)) -> Result<(), Fatal> {
    let disabled = Disabled::new(&ALGORITHMS, RANGE, false, false);
    let mut facts = Returned {
        version: TLS13,
        listed: &[tls13(), suite(c"TLS_CHACHA20_POLY1305_SHA256"), ecdsa()],
        disabled: &disabled,
        retried: None,
        resumed: None,
        security: &anything,
    };
    change(&mut facts);
    let disabled = disabled.of_version(facts.version);
    facts.disabled = &disabled;
    check_returned(number, &facts).map(|suite| assert_eq!(suite.id, number))
}

fn illegal(reason: Reason) -> Result<(), Fatal> {
    Err(Fatal::new(alert::ILLEGAL_PARAMETER, reason))
}

#[test]
fn clients_take_a_suite_that_they_offered() {
    let wrong = illegal(Reason::WRONG_CIPHER_RETURNED);
    assert_eq!(returned(TLS13_AES, |_| ()), Ok(()));
    assert_eq!(returned(ECDSA_AES, |_| ()), wrong);
    assert_eq!(returned(ECDSA_AES, |f| f.version = TLS12), Ok(()));
    assert_eq!(returned(TLS13_AES, |f| f.version = TLS12), wrong);
    assert_eq!(returned(TLS_AES_256_GCM_SHA384, |_| ()), wrong);
}

#[test]
fn unknown_suites_and_signals() {
    let unknown = illegal(Reason::UNKNOWN_CIPHER_RETURNED);
    for number in [
        CipherSuite(0x1399),
        TLS_FALLBACK_SCSV,
        TLS_EMPTY_RENEGOTIATION_INFO_SCSV,
    ] {
        assert_eq!(returned(number, |_| ()), unknown);
    }
}

#[test]
fn after_a_retry_the_suite_stays() {
    let wrong = illegal(Reason::WRONG_CIPHER_RETURNED);
    let of = |number, retried| returned(number, |f| f.retried = Some(retried));
    assert_eq!(of(TLS13_AES, tls13()), Ok(()));
    assert_eq!(of(TLS_CHACHA20_POLY1305_SHA256, tls13()), wrong);
}

#[test]
fn resumed_sessions_keep_their_suite_or_its_hash() {
    let of = |number, version, resumed| {
        returned(number, |f| {
            f.version = version;
            f.resumed = Some(resumed);
        })
    };
    let chacha = suite(c"TLS_CHACHA20_POLY1305_SHA256");
    assert_eq!(of(TLS13_AES, TLS13, chacha), Ok(()));
    assert_eq!(
        of(TLS13_AES, TLS13, suite(c"TLS_AES_256_GCM_SHA384")),
        illegal(Reason::CIPHERSUITE_DIGEST_HAS_CHANGED)
    );
    assert_eq!(of(ECDSA_AES, TLS12, ecdsa()), Ok(()));
    assert_eq!(
        of(ECDSA_AES, TLS12, aes128()),
        illegal(Reason::OLD_SESSION_CIPHER_NOT_RETURNED)
    );
}

#[test]
fn clients_offer_the_suite_that_they_resume() {
    assert_eq!(check_resumed(&[aes128(), ecdsa()], ecdsa()), Ok(()));
    assert_eq!(
        check_resumed(&[aes128()], ecdsa()),
        illegal(Reason::REQUIRED_CIPHER_MISSING)
    );
}

#[test]
fn servers_choose_the_suite_of_their_retry_again() {
    let bad = illegal(Reason::BAD_CIPHER);
    assert_eq!(check_chosen_again(tls13(), Some(tls13())), Ok(()));
    assert_eq!(check_chosen_again(tls13(), Some(ecdsa())), bad);
    assert_eq!(check_chosen_again(tls13(), None), bad);
}

#[test]
fn suite_b_ties_suites_to_curves() {
    const P384: &[NamedGroup] = &[SECP384R1];
    let all = [ecdsa(), suite(c"ECDHE-ECDSA-AES256-GCM-SHA384")];
    let groups = Groups {
        suite_b: Some(SuiteB::From128),
        peer: P384,
        ..GROUPS
    };
    let choice = Choice {
        suite_b: true,
        groups: &groups,
        ..choice(&all, &all)
    };
    assert_eq!(choice.choose(), Ok(all[1]));
}
