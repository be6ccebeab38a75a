use super::support::{credential, Sort};
use crate::cipher::sigalg;
use crate::sys::library::Library;
use crate::sys::signature::SigningKey;
use tls::registry::scheme::{
    SignatureScheme, ECDSA_SECP256R1_SHA256, ECDSA_SECP384R1_SHA384, ED25519, ED448,
    RSA_PKCS1_SHA256, RSA_PSS_RSAE_SHA256, RSA_PSS_RSAE_SHA512,
};

/// Keys with the schemes that they sign with, and one that they can't sign with.
const SIGNERS: [(Sort, &[SignatureScheme], SignatureScheme); 3] = [
    (
        Sort::Ecdsa,
        &[ECDSA_SECP256R1_SHA256, ECDSA_SECP384R1_SHA384],
        RSA_PSS_RSAE_SHA256,
    ),
    (
        Sort::Rsa,
        &[RSA_PKCS1_SHA256, RSA_PSS_RSAE_SHA256, RSA_PSS_RSAE_SHA512],
        ECDSA_SECP256R1_SHA256,
    ),
    (Sort::Ed25519, &[ED25519], ED448),
];

#[test]
fn one_key_signs_many_times_in_several_threads() {
    for (sort, schemes, _) in SIGNERS {
        let key = &credential(sort).key;
        for scheme in schemes {
            let algorithm = sigalg::algorithm(*scheme, key.subject_public_key().kind).unwrap();
            let signer = SigningKey::new(Library::DEFAULT, key.clone(), algorithm);
            let sign_some = |thread: u8| {
                for number in 0..5u8 {
                    // Of different lengths, the empty one too.
                    let message = vec![thread; usize::from(number) * 90];
                    let signature = signer.sign(&message).unwrap();
                    assert!(key.verify(&Library::DEFAULT, algorithm, &message, &signature));
                    let other = [&message[..], b"!"].concat();
                    assert!(!key.verify(&Library::DEFAULT, algorithm, &other, &signature));
                }
            };
            std::thread::scope(|scope| {
                for thread in 0..4 {
                    scope.spawn(move || sign_some(thread));
                }
            });
        }
    }
}

#[test]
fn ecdsa_never_signs_twice_with_the_same_nonce() {
    let key = credential(Sort::Ecdsa).key.clone();
    let algorithm =
        sigalg::algorithm(ECDSA_SECP256R1_SHA256, key.subject_public_key().kind).unwrap();
    let signer = SigningKey::new(Library::DEFAULT, key, algorithm);
    let signatures: Vec<_> = (0..20).map(|_| signer.sign(b"same").unwrap()).collect();
    for (i, signature) in signatures.iter().enumerate() {
        assert!(!signatures[..i].contains(signature));
    }
}

#[test]
fn a_scheme_that_does_not_suit_the_key() {
    for (sort, _, unsuitable) in SIGNERS {
        let kind = credential(sort).key.subject_public_key().kind;
        assert_eq!(sigalg::algorithm(unsuitable, kind), None);
    }
}
