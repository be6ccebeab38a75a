//! Groups and key shares.

use super::{anything, suite};
use crate::choose::group::*;
use crate::choose::version::Range;
use crate::choose::{Question, SecurityOp, Subject, SuiteB};
use crate::cipher::missing::Missing;
use crate::error::{Fatal, Reason};
use crate::registry::alert;
use crate::registry::group::*;
use crate::registry::version::*;

const PEER: &[NamedGroup] = &[SECP384R1, X25519, SECP256R1];
const OWN: &[NamedGroup] = &[X25519, SECP384R1, FFDHE2048];

fn groups<'a>(listed: &'a [NamedGroup], peer: &'a [NamedGroup]) -> Groups<'a> {
    Groups {
        server: true,
        version: TLS12,
        suite_b: None,
        suite: None,
        listed,
        peer,
        server_preference: false,
        missing: &Missing::NOTHING,
        security: &anything,
    }
}

fn shared(groups: &Groups<'_>) -> Vec<NamedGroup> {
    groups.shared().collect()
}

#[test]
fn the_client_prefers_unless_the_server_does() {
    let mut groups = groups(OWN, PEER);
    assert_eq!(shared(&groups), [SECP384R1, X25519]);
    groups.server_preference = true;
    assert_eq!(shared(&groups), [X25519, SECP384R1]);
    groups.server = false;
    assert_eq!(shared(&groups), []);
}

#[test]
fn shared_groups_are_of_the_version() {
    let all = [BRAINPOOLP256R1, FFDHE2048, SECP256R1];
    let mut groups = groups(&all, &all);
    assert_eq!(shared(&groups), [BRAINPOOLP256R1, SECP256R1]);
    groups.version = TLS13;
    assert_eq!(shared(&groups), [FFDHE2048, SECP256R1]);
    groups.version = DTLS12;
    assert_eq!(shared(&groups), [BRAINPOOLP256R1, SECP256R1]);
}

#[test]
fn the_callback_is_asked_about_shared_groups() {
    let question = |q: Question| {
        assert_eq!(q.operation, SecurityOp::CURVE_SHARED);
        q.subject == Subject::Group(X25519) && q.bits == 128 && q.nid == 1034
    };
    let groups = Groups {
        security: &question,
        ..groups(OWN, PEER)
    };
    assert_eq!(shared(&groups), [X25519]);
}

#[test]
fn unknown_groups_are_not_shared() {
    let grease = [NamedGroup(0x0a0a), X25519];
    assert_eq!(shared(&groups(&grease, &grease)), [X25519]);
}

#[test]
fn suite_b_overrules_the_list() {
    let mut groups = groups(OWN, PEER);
    groups.suite_b = Some(SuiteB::From128);
    assert_eq!(groups.supported(), [SECP256R1, SECP384R1]);
    let (aes128, aes256, rsa) = (
        suite(c"ECDHE-ECDSA-AES128-GCM-SHA256"),
        suite(c"ECDHE-ECDSA-AES256-GCM-SHA384"),
        suite(c"ECDHE-RSA-AES128-GCM-SHA256"),
    );
    assert!(groups.has_temporary_key(aes128) && groups.has_temporary_key(aes256));
    assert!(!groups.has_temporary_key(rsa));
    groups.suite_b = Some(SuiteB::Only192);
    assert!(!groups.has_temporary_key(aes128));
    groups.suite = Some(aes256);
    assert_eq!(groups.for_temporary_key(), Some(SECP384R1));
    assert!(groups.check(SECP384R1, true) && !groups.check(SECP256R1, false));
    groups.suite = Some(rsa);
    assert!(!groups.check(SECP384R1, true));
    assert_eq!(groups.for_temporary_key(), None);
}

#[test]
fn temporary_keys_want_a_shared_group() {
    let rsa = suite(c"ECDHE-RSA-AES128-GCM-SHA256");
    assert!(groups(OWN, PEER).has_temporary_key(rsa));
    assert!(!groups(OWN, &[SECP256R1]).has_temporary_key(rsa));
    assert_eq!(groups(OWN, PEER).for_temporary_key(), Some(SECP384R1));
}

#[test]
fn groups_of_keys_are_checked() {
    let mut groups = groups(OWN, PEER);
    assert!(!groups.check(NamedGroup(0), false));
    assert!(groups.check(SECP256R1, false) && !groups.check(SECP256R1, true));
    assert!(!groups.check(SECP521R1, false));
    // Without the extension anything goes.
    groups.peer = &[];
    assert!(groups.check(SECP521R1, false));
    groups.peer = PEER;
    groups.server = false;
    assert!(groups.check(FFDHE2048, true));
    groups.security = &|q| q.operation != SecurityOp::CURVE_CHECK;
    assert!(!groups.check(FFDHE2048, true));
}

#[test]
fn clients_offer_what_one_of_their_versions_has() {
    let groups = groups(OWN, PEER);
    let range = |lowest, highest| Range {
        lowest,
        highest,
        known: TLS13,
    };
    let of = |group, lowest, highest| groups.is_of(group, range(lowest, highest), false);
    assert!(of(BRAINPOOLP256R1, TLS12, TLS13) && !of(BRAINPOOLP256R1, TLS13, TLS13));
    assert!(of(FFDHE2048, TLS12, TLS13) && !of(FFDHE2048, TLS12, TLS12));
    assert!(!groups.is_of(FFDHE2048, range(TLS12, TLS13), true));
    assert!(of(X25519, DTLS12, DTLS12) && !of(FFDHE2048, DTLS12, DTLS12));
    assert!(!of(NamedGroup(1234), TLS12, TLS13));
}

#[test]
fn clients_name_their_groups() {
    let range = |lowest, highest| Range {
        lowest,
        highest,
        known: TLS13,
    };
    let (rsa, ecdhe) = (suite(c"AES128-SHA"), suite(c"ECDHE-RSA-AES128-GCM-SHA256"));
    let groups = groups(OWN, &[]);
    let old = range(TLS10, TLS12);
    assert_eq!(groups.offered(old, &[rsa]), Ok(None));
    let curves = Ok(Some(vec![X25519, SECP384R1]));
    assert_eq!(groups.offered(old, &[rsa, ecdhe]), curves);
    let all = Ok(Some(OWN.to_vec()));
    assert_eq!(groups.offered(range(TLS12, TLS13), &[rsa]), all);
    // Any suite of TLS 1.3 may need a curve.
    let tls13 = suite(c"TLS_AES_128_GCM_SHA256");
    assert!(groups.has_ec(old, &[tls13]) && !groups.has_ec(old, &[rsa]));
    // Finite fields alone are not worth the extension below TLS 1.3.
    let fields = Groups {
        listed: &[FFDHE2048],
        ..groups
    };
    assert_eq!(fields.offered(old, &[ecdhe]), Ok(None));
    assert!(fields.offered(range(TLS12, TLS13), &[ecdhe]).is_ok());
}

#[test]
fn without_a_group_of_the_highest_version_there_is_no_hello() {
    let range = Range {
        lowest: TLS12,
        highest: TLS13,
        known: TLS13,
    };
    let ecdhe = suite(c"ECDHE-RSA-AES128-GCM-SHA256");
    let old = groups(&[BRAINPOOLP256R1], &[]);
    let error = Fatal::new(alert::INTERNAL_ERROR, Reason::NO_SUITABLE_GROUPS);
    assert_eq!(old.offered(range, &[ecdhe]), Err(error));
    let error = Fatal::new(alert::INTERNAL_ERROR, Reason::NO_SUITABLE_KEY_SHARE);
    assert_eq!(old.first_share(), Err(error));
}

#[test]
fn the_first_share_is_of_the_first_allowed_group() {
    assert_eq!(groups(OWN, &[]).first_share(), Ok(X25519));
    let security = |q: Question| q.subject != Subject::Group(X25519);
    let groups = Groups {
        security: &security,
        ..groups(OWN, &[])
    };
    assert_eq!(groups.first_share(), Ok(SECP384R1));
}

fn tls13<'a>(peer: &'a [NamedGroup]) -> Groups<'a> {
    Groups {
        version: TLS13,
        ..groups(OWN, peer)
    }
}

fn list(shares: &[(NamedGroup, &[u8])]) -> Vec<u8> {
    let mut inner = Vec::new();
    for (group, share) in shares {
        inner.extend(group.0.to_be_bytes());
        inner.extend((share.len() as u16).to_be_bytes());
        inner.extend(*share);
    }
    let mut list = (inner.len() as u16).to_be_bytes().to_vec();
    list.extend(inner);
    list
}

fn take(
    groups: &Groups<'_>,
    content: &[u8],
    asked: Option<NamedGroup>,
) -> Result<Option<NamedGroup>, Fatal> {
    groups.take_client_share(content, asked, |_, share| {
        assert_eq!(share, b"key");
        Ok(())
    })
}

const BAD: Result<Option<NamedGroup>, Fatal> =
    Err(Fatal::new(alert::ILLEGAL_PARAMETER, Reason::BAD_KEY_SHARE));
const MALFORMED: Result<Option<NamedGroup>, Fatal> =
    Err(Fatal::new(alert::DECODE_ERROR, Reason::LENGTH_MISMATCH));

#[test]
fn the_first_usable_share_is_taken() {
    let groups = tls13(PEER);
    let three = list(&[(SECP256R1, b"no"), (SECP384R1, b"key"), (X25519, b"late")]);
    assert_eq!(take(&groups, &three, None), Ok(Some(SECP384R1)));
    let none = list(&[(SECP256R1, b"no")]);
    assert_eq!(take(&groups, &none, None), Ok(None));
    assert_eq!(take(&groups, &list(&[]), None), Ok(None));
}

#[test]
fn shares_of_groups_that_the_hello_does_not_name_are_bad() {
    let content = list(&[(SECP521R1, b"key")]);
    assert_eq!(take(&tls13(PEER), &content, None), BAD);
    // Behind the one that is taken nobody looks.
    let content = list(&[(X25519, b"key"), (SECP521R1, b"other")]);
    assert_eq!(take(&tls13(PEER), &content, None), Ok(Some(X25519)));
}

#[test]
fn shares_need_supported_groups() {
    let content = list(&[(X25519, b"key")]);
    assert_eq!(
        take(&tls13(&[]), &content, None),
        Err(Fatal::new(
            alert::MISSING_EXTENSION,
            Reason::MISSING_SUPPORTED_GROUPS_EXTENSION
        ))
    );
}

#[test]
fn after_a_retry_there_is_one_share_of_the_group_asked_for() {
    let groups = tls13(PEER);
    let asked = Some(X25519);
    let one = list(&[(X25519, b"key")]);
    assert_eq!(take(&groups, &one, asked), Ok(asked));
    assert_eq!(take(&groups, &list(&[]), asked), BAD);
    assert_eq!(take(&groups, &list(&[(SECP384R1, b"key")]), asked), BAD);
    let two = list(&[(X25519, b"key"), (SECP384R1, b"key")]);
    assert_eq!(take(&groups, &two, asked), BAD);
}

#[test]
fn malformed_shares() {
    let groups = tls13(PEER);
    let good = list(&[(X25519, b"key")]);
    for end in 0..good.len() {
        assert_eq!(take(&groups, &good[..end], None), MALFORMED);
    }
    let longer = [&good[..], &[0]].concat();
    assert_eq!(take(&groups, &longer, None), MALFORMED);
    assert_eq!(take(&groups, &list(&[(X25519, b"")]), None), MALFORMED);
    // Also behind the one that is taken.
    let second = list(&[(X25519, b"key"), (SECP384R1, b"")]);
    assert_eq!(take(&groups, &second, None), MALFORMED);
    for inner in [&[0u8][..], &[0, 29, 0], &[0, 29, 0, 2, 1]] {
        let content = [&(inner.len() as u16).to_be_bytes()[..], inner].concat();
        assert_eq!(take(&groups, &content, None), MALFORMED);
    }
}

#[test]
fn a_key_that_cannot_be_made_ends_it() {
    let bad = Fatal::new(alert::ILLEGAL_PARAMETER, Reason::BAD_ECPOINT);
    let content = list(&[(X25519, b"key"), (SECP384R1, b"")]);
    let taken = tls13(PEER).take_client_share(&content, None, |_, _| Err(bad));
    assert_eq!(taken, Err(bad));
}

#[test]
fn both_security_questions_about_shares_count() {
    let content = list(&[(X25519, b"key")]);
    for operation in [SecurityOp::CURVE_CHECK, SecurityOp::CURVE_SUPPORTED] {
        let security = |q: Question| q.operation != operation;
        let groups = Groups {
            security: &security,
            ..tls13(PEER)
        };
        assert_eq!(take(&groups, &content, None), Ok(None));
        // Nor is such a group asked for.
        let nothing = none(alert::HANDSHAKE_FAILURE);
        assert_eq!(groups.finish_shares(&WITHOUT), nothing);
    }
}

const WITHOUT: ShareFacts = ShareFacts {
    found: false,
    sent: true,
    resumes: false,
    psk_with_share: false,
    psk_alone: false,
    retried: false,
    cookie_missing: false,
};

fn none(alert: alert::AlertDescription) -> Result<Shares, Fatal> {
    Err(Fatal::new(alert, Reason::NO_SUITABLE_KEY_SHARE))
}

#[test]
fn without_a_share_our_first_group_is_asked_for() {
    let groups = tls13(PEER);
    let first = Ok(Shares::Retry(Some(X25519)));
    assert_eq!(groups.finish_shares(&WITHOUT), first);
    let resumes = ShareFacts {
        resumes: true,
        psk_with_share: true,
        ..WITHOUT
    };
    assert_eq!(groups.finish_shares(&resumes), first);
}

#[test]
fn no_share_and_no_way_to_get_one() {
    let failure = none(alert::HANDSHAKE_FAILURE);
    let groups = tls13(PEER);
    assert_eq!(tls13(&[SECP256R1]).finish_shares(&WITHOUT), failure);
    let retried = ShareFacts {
        retried: true,
        ..WITHOUT
    };
    assert_eq!(groups.finish_shares(&retried), failure);
    let without_mode = ShareFacts {
        resumes: true,
        ..WITHOUT
    };
    assert_eq!(groups.finish_shares(&without_mode), failure);
    let not_sent = ShareFacts {
        sent: false,
        ..WITHOUT
    };
    let missing = none(alert::MISSING_EXTENSION);
    assert_eq!(groups.finish_shares(&not_sent), missing);
}

#[test]
fn a_psk_may_do_without_a_share() {
    let psk = ShareFacts {
        resumes: true,
        psk_alone: true,
        ..WITHOUT
    };
    let groups = tls13(PEER);
    assert_eq!(groups.finish_shares(&psk), Ok(Shares::Enough));
    let stateless = ShareFacts {
        cookie_missing: true,
        ..psk
    };
    assert_eq!(groups.finish_shares(&stateless), Ok(Shares::Retry(None)));
}

#[test]
fn stateless_servers_ask_for_the_cookie() {
    let groups = tls13(PEER);
    let found = ShareFacts {
        found: true,
        ..WITHOUT
    };
    assert_eq!(groups.finish_shares(&found), Ok(Shares::Enough));
    let stateless = ShareFacts {
        cookie_missing: true,
        ..found
    };
    assert_eq!(groups.finish_shares(&stateless), Ok(Shares::Retry(None)));
    let impossible = ShareFacts {
        retried: true,
        ..stateless
    };
    assert_eq!(groups.finish_shares(&impossible), Err(Fatal::INTERNAL));
}

#[test]
fn clients_check_the_group_of_a_retry() {
    let groups = Groups {
        server: false,
        ..tls13(&[])
    };
    let bad = Err(Fatal::new(alert::ILLEGAL_PARAMETER, Reason::BAD_KEY_SHARE));
    assert_eq!(groups.check_asked(SECP384R1, Some(X25519)), Ok(()));
    assert_eq!(groups.check_asked(X25519, Some(X25519)), bad);
    assert_eq!(groups.check_asked(SECP256R1, Some(X25519)), bad);
    let brainpool = [BRAINPOOLP256R1];
    let old = Groups {
        listed: &brainpool,
        ..groups
    };
    assert_eq!(old.check_asked(BRAINPOOLP256R1, None), bad);
}

#[test]
fn clients_want_a_share_unless_the_psk_is_enough() {
    let missing = Err(Fatal::new(
        alert::MISSING_EXTENSION,
        Reason::NO_SUITABLE_KEY_SHARE,
    ));
    assert_eq!(check_server_share(true, false, false), Ok(()));
    assert_eq!(check_server_share(false, true, true), Ok(()));
    assert_eq!(check_server_share(false, true, false), missing);
    assert_eq!(check_server_share(false, false, true), missing);
}
