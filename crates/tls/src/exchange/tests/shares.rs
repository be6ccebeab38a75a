//! Shares of every group.

use super::{illegal, libraries};
use crate::error::{Fatal, Reason};
use crate::exchange::{Parameters, PeerShare, Share};
use crate::registry::alert;
use crate::registry::group::{self, NamedGroup, GROUPS};
use crypto::err;
use crypto::library::Library;

const CURVES: [NamedGroup; 3] = [group::SECP256R1, group::SECP384R1, group::SECP521R1];

fn generate(library: &Library, group: NamedGroup) -> Share {
    Share::generate(library, group).unwrap()
}

fn parse(library: &Library, group: NamedGroup, bytes: &[u8]) -> Result<PeerShare, Fatal> {
    PeerShare::tls13(library, group, bytes)
}

/// A share in TLS 1.2's forms.
fn any_form(library: &Library, group: NamedGroup, bytes: &[u8]) -> Option<PeerShare> {
    let parameters = Parameters::of_group(library, group).unwrap();
    parameters.share(bytes).ok()
}

#[test]
fn both_sides_agree_in_every_group() {
    let [default, other] = libraries();
    let pairs = [(&default, &other), (&other, &default), (&default, &default)];
    let derives = |id: &NamedGroup| *id != group::X25519MLKEM768;
    for group in GROUPS.iter().map(|g| g.id).filter(derives) {
        // Where libcrypto alone does the work, one pair shows everything.
        let by_aws_lc = CURVES.contains(&group) || group == group::X25519;
        let count = if by_aws_lc { pairs.len() } else { 1 };
        for (ours, theirs) in &pairs[..count] {
            let client = generate(ours, group);
            assert_eq!(client.group(), group);
            let peer = parse(theirs, group, client.public()).unwrap();
            assert_eq!(peer.group(), group);
            let answer = peer.answer().unwrap();
            assert_eq!(answer.share.len(), client.public().len(), "{group:?}");
            let secret = client.complete(&answer.share).unwrap();
            assert_eq!(secret, answer.secret, "{group:?}");
        }
    }
}

#[test]
fn shares_and_secrets_have_their_lengths() {
    let lengths = [
        (group::X25519, 32, 32),
        (group::X448, 56, 56),
        (group::SECP256R1, 65, 32),
        (group::SECP384R1, 97, 48),
        (group::SECP521R1, 133, 66),
        (group::SECP224R1, 57, 28),
        (group::SECT163K1, 43, 21),
        (group::BRAINPOOLP512R1, 129, 64),
        (group::FFDHE2048, 256, 256),
        (group::FFDHE3072, 384, 384),
        (group::FFDHE4096, 512, 512),
        (group::FFDHE6144, 768, 768),
        (group::FFDHE8192, 1024, 1024),
    ];
    for library in libraries() {
        for (group, public, secret) in lengths {
            let share = generate(&library, group);
            assert_eq!(share.public().len(), public, "{group:?}");
            let answer = parse(&library, group, share.public()).unwrap();
            assert_eq!(answer.answer().unwrap().secret.len(), secret, "{group:?}");
        }
    }
}

#[test]
fn the_hybrid_is_ml_kem_and_then_x25519() {
    let (library, group) = (&Library::DEFAULT, group::X25519MLKEM768);
    let client = generate(library, group);
    assert_eq!(client.public().len(), 1216);
    let answer = parse(library, group, client.public()).unwrap();
    let answer = answer.answer().unwrap();
    assert_eq!(answer.share.len(), 1120);
    assert_eq!(answer.secret.len(), 64);
    let secret = client.complete(&answer.share).unwrap();
    assert_eq!(secret, answer.secret);
    // Another ciphertext changes the first half of the secret, another point the second.
    for (at, same) in [(0, 32..64), (1100, 0..32)] {
        let mut share = answer.share.clone();
        share[at] ^= 1;
        let other = client.complete(&share).unwrap();
        assert_ne!(other, secret);
        assert_eq!(other[same.clone()], secret[same]);
    }
}

#[test]
fn the_hybrid_of_another_library_is_its_own_or_missing() {
    let [default, other] = libraries();
    let group = group::X25519MLKEM768;
    match Share::generate(&other, group) {
        // OpenSSL 3.5
        Ok(client) => {
            let answer = parse(&default, group, client.public()).unwrap();
            let answer = answer.answer().unwrap();
            assert_eq!(client.complete(&answer.share).unwrap(), answer.secret);
        }
        Err(error) => {
            let missing = Fatal::new(alert::INTERNAL_ERROR, Reason::ERR_R_EVP_LIB);
            assert_eq!(error, missing);
            let reason = Reason::UNABLE_TO_FIND_ECDH_PARAMETERS;
            let missing = Fatal::new(alert::INTERNAL_ERROR, reason);
            let client = generate(&default, group);
            let peer = parse(&other, group, client.public());
            assert_eq!(peer.unwrap_err(), missing);
        }
    }
    err::clear();
}

#[test]
fn malformed_shares_of_the_hybrid() {
    let (library, group) = (&Library::DEFAULT, group::X25519MLKEM768);
    let client = generate(library, group);
    let public = client.public();
    let mut too_large = public.to_vec();
    too_large[..3].fill(0xff);
    for share in [&public[1..], &[public, &[0]].concat(), &[], &too_large] {
        let refused = parse(library, group, share).unwrap_err();
        assert_eq!(refused, illegal(Reason::BAD_ECPOINT));
    }
    let zero = [&public[..1184], &[0; 32]].concat();
    let answer = parse(library, group, &zero).unwrap().answer();
    assert_eq!(answer.unwrap_err(), illegal(Reason::BAD_KEY_SHARE));
    // OpenSSL 3.5 blames itself for what it cannot decapsulate.
    let answer = parse(library, group, public).unwrap().answer().unwrap();
    let zero = [&answer.share[..1088], &[0; 32]].concat();
    for share in [&answer.share[1..], &zero, &[]] {
        assert_eq!(client.complete(share), Err(Fatal::INTERNAL));
    }
}

#[test]
fn tls13_takes_uncompressed_points_of_the_curve_only() {
    for (library, group) in each(&CURVES) {
        let share = generate(&library, group);
        let point = share.public();
        let [mut other, mut odd] = [(); 2].map(|()| point.to_vec());
        let last = point.len() - 1;
        other[last] ^= 1;
        odd[0] = 5;
        let zero = [&[4][..], &vec![0; last]].concat();
        let (compressed, hybrid) = forms(point);
        let infinity = [0];
        let longer = [point, &[0]].concat();
        let bad = [
            &other,
            &odd,
            &zero,
            &compressed,
            &hybrid,
            &infinity[..],
            &longer,
            &point[..last],
            &point[1..],
            &[],
        ];
        for bytes in bad {
            let refused = parse(&library, group, bytes).unwrap_err();
            assert_eq!(
                refused,
                illegal(Reason::BAD_ECPOINT),
                "{group:?} {bytes:02x?}"
            );
            let refused = share.complete(bytes).unwrap_err();
            assert_eq!(
                refused,
                illegal(Reason::BAD_ECPOINT),
                "{group:?} {bytes:02x?}"
            );
        }
    }
    err::clear();
}

#[test]
fn tls12_takes_every_form_of_a_point() {
    for (library, group) in each(&[&CURVES[..], &[group::SECP256K1, group::SECT283R1]].concat()) {
        let [ours, theirs] = [(); 2].map(|()| generate(&library, group));
        let secret = ours.complete(theirs.public()).unwrap();
        let (compressed, hybrid) = forms(theirs.public());
        let same = |bytes: &[u8]| {
            let peer = any_form(&library, group, bytes);
            peer.is_some_and(|peer| ours.agree(&peer).unwrap() == secret)
        };
        if group != group::SECT283R1 {
            assert!(same(&compressed), "{group:?}");
            assert!(same(&hybrid), "{group:?}");
            let mut wrong = hybrid.clone();
            wrong[0] ^= 1;
            assert!(any_form(&library, group, &wrong).is_none(), "{group:?}");
        }
        assert!(same(theirs.public()));
        assert!(any_form(&library, group, &[]).is_none());
        assert!(any_form(&library, group, &compressed[1..]).is_none());
        // libcrypto takes infinity, but does not agree with it.
        let infinity = any_form(&library, group, &[0]).unwrap();
        assert_eq!(ours.agree(&infinity), Err(Fatal::INTERNAL), "{group:?}");
    }
    err::clear();
}

#[test]
fn what_libcrypto_refuses_it_puts_on_the_queue() {
    for (library, group) in each(&CURVES) {
        let mut point = generate(&library, group).public().to_vec();
        point[20] ^= 1;
        err::clear();
        parse(&library, group, &point).unwrap_err();
        assert_ne!(err::peek(), 0, "{group:?}");
    }
    for library in libraries() {
        let ours = generate(&library, group::X25519);
        err::clear();
        ours.complete(&[0; 32]).unwrap_err();
        assert_ne!(err::peek(), 0);
    }
    err::clear();
}

#[test]
fn numbers_of_small_order_give_no_secret() {
    for (library, group) in each(&[group::X25519, group::X448]) {
        let ours = generate(&library, group);
        let length = ours.public().len();
        let mut one = vec![0; length];
        one[0] = 1;
        for number in [vec![0; length], one] {
            let peer = parse(&library, group, &number).unwrap();
            let refused = illegal(Reason::BAD_KEY_SHARE);
            assert_eq!(ours.agree(&peer).unwrap_err(), refused);
            assert_eq!(ours.complete(&number).unwrap_err(), refused);
            assert_eq!(peer.answer().unwrap_err(), refused);
        }
        for length in [0, 1, length - 1, length + 1] {
            let refused = parse(&library, group, &vec![9; length]).unwrap_err();
            assert_eq!(refused, illegal(Reason::BAD_ECPOINT));
        }
    }
    err::clear();
}

#[test]
fn numbers_of_ffdhe_are_padded_and_in_range() {
    for library in libraries() {
        let group = group::FFDHE2048;
        let ours = generate(&library, group);
        let padded = |number: u8| {
            let mut bytes = vec![0; 256];
            bytes[255] = number;
            bytes
        };
        let too_large = vec![0xff; 256];
        let public = ours.public();
        let bad = [&padded(0), &padded(1), &too_large, &public[1..], &[5], &[]];
        for bytes in bad {
            let refused = parse(&library, group, bytes).unwrap_err();
            assert_eq!(refused, illegal(Reason::BAD_ECPOINT));
        }
        let longer = [&[0], public].concat();
        assert!(parse(&library, group, &longer).is_err());
        assert!(parse(&library, group, &padded(4)).is_ok());
    }
    err::clear();
}

#[test]
fn groups_do_not_mix() {
    let library = &Library::DEFAULT;
    let groups = [
        group::X25519,
        group::SECP256R1,
        group::X448,
        group::X25519MLKEM768,
    ];
    for (ours, theirs) in groups.iter().flat_map(|a| groups.map(|b| (*a, b))) {
        if ours != theirs {
            let (ours, theirs) = (generate(library, ours), generate(library, theirs));
            let peer = parse(library, theirs.group(), theirs.public()).unwrap();
            assert!(ours.agree(&peer).is_err());
        }
    }
    assert!(Share::generate(library, NamedGroup(0)).is_err());
    assert!(Parameters::of_group(library, NamedGroup(0)).is_err());
    err::clear();
}

/// Both libraries with each of the groups.
fn each(groups: &[NamedGroup]) -> Vec<(Library, NamedGroup)> {
    let with = |library: Library| groups.iter().map(move |group| (library.clone(), *group));
    libraries().into_iter().flat_map(with).collect()
}

/// The compressed and the hybrid form of a point of a prime curve.
fn forms(point: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let (x, y) = point[1..].split_at(point.len() / 2);
    let odd = y[y.len() - 1] & 1;
    let compressed = [&[2 | odd], x].concat();
    let hybrid = [&[6 | odd], x, y].concat();
    (compressed, hybrid)
}

#[test]
fn aws_lc_does_the_work_of_the_default_library_where_it_can() {
    let [default, other] = libraries();
    let by_aws_lc = |library, group| {
        let share = generate(library, group);
        let peer = parse(library, group, share.public()).unwrap();
        let [ours, theirs] = [format!("{share:?}"), format!("{peer:?}")];
        let named = |text: &str| text.contains("AwsLc");
        assert_eq!(named(&ours), named(&theirs));
        named(&ours)
    };
    for group in [&CURVES[..], &[group::X25519]].concat() {
        assert!(by_aws_lc(&default, group), "{group:?}");
        assert!(!by_aws_lc(&other, group), "{group:?}");
    }
    assert!(!by_aws_lc(&default, group::X448));
}

#[test]
fn debugging_output_has_no_secret() {
    let library = &Library::DEFAULT;
    for group in [group::X25519MLKEM768, group::X25519] {
        let client = generate(library, group);
        let peer = parse(library, group, client.public()).unwrap();
        let answer = peer.answer().unwrap();
        let half = format!("{:?}", &answer.secret[..16]);
        let half = half.trim_matches(['[', ']']);
        assert!(format!("{:?}", &answer.secret[..]).contains(half));
        for text in [
            format!("{client:?}"),
            format!("{peer:?}"),
            format!("{answer:?}"),
        ] {
            assert!(!text.contains(half), "{group:?}");
        }
    }
}
