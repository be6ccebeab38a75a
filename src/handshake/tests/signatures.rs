use super::support::{credential, Sort};
use crate::sys::library::Library;
use crate::sys::signature::{SignatureError, SigningKey};

/// Keys with the schemes that they sign with, and one that they can't sign with.
const SIGNERS: [(Sort, &[u16], u16); 3] = [
    (Sort::Ecdsa, &[0x0403, 0x0503], 0x0804),
    (Sort::Rsa, &[0x0401, 0x0804, 0x0806], 0x0403),
    (Sort::Ed25519, &[0x0807], 0x0808),
];

#[test]
fn one_key_signs_many_times_in_several_threads() {
    for (sort, schemes, _) in SIGNERS {
        let key = &credential(sort).key;
        for scheme in schemes {
            let signer = SigningKey::new(Library::DEFAULT, key.clone(), *scheme);
            let sign_some = |thread: u8| {
                for number in 0..5u8 {
                    // Of different lengths, the empty one too.
                    let message = vec![thread; usize::from(number) * 90];
                    let signature = signer.sign(&message).unwrap();
                    assert_eq!(
                        key.verify(&Library::DEFAULT, *scheme, &message, &signature),
                        Ok(())
                    );
                    let other = [&message[..], b"!"].concat();
                    let refused = Err(SignatureError::Refused);
                    assert_eq!(
                        key.verify(&Library::DEFAULT, *scheme, &other, &signature),
                        refused
                    );
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
    let signer = SigningKey::new(
        Library::DEFAULT,
        credential(Sort::Ecdsa).key.clone(),
        0x0403,
    );
    let signatures: Vec<_> = (0..20).map(|_| signer.sign(b"same").unwrap()).collect();
    for (i, signature) in signatures.iter().enumerate() {
        assert!(!signatures[..i].contains(signature));
    }
}

#[test]
fn a_scheme_that_does_not_suit_the_key() {
    for (sort, _, unsuitable) in SIGNERS {
        let signer = SigningKey::new(Library::DEFAULT, credential(sort).key.clone(), unsuitable);
        assert_eq!(signer.sign(b"").unwrap_err(), SignatureError::Scheme);
    }
}
