//! HMAC, HKDF-Expand and the PRF of TLS 1.2, against another implementation.

use super::support::Random;
use crate::record::hash::{Hash, HmacKey};
use aws_lc_rs::{digest, hkdf, hmac, tls_prf};

struct Length(usize);

impl hkdf::KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

const HASHES: [Hash; 2] = [Hash::Sha256, Hash::Sha384];

#[test]
fn hash_and_hmac_agree() {
    let mut random = Random(1);
    for hash in HASHES {
        let (digest_of, hmac_of) = match hash {
            Hash::Sha256 => (&digest::SHA256, hmac::HMAC_SHA256),
            Hash::Sha384 => (&digest::SHA384, hmac::HMAC_SHA384),
        };
        for length in (0..300).chain([1000, 10_000]) {
            let (key, data) = (random.bytes(length % 200), random.bytes(length));
            assert_eq!(
                hash.digest(&data).as_ref(),
                digest::digest(digest_of, &data).as_ref()
            );
            let expected = hmac::sign(&hmac::Key::new(hmac_of, &key), &data);
            let (first, rest) = data.split_at(length / 3);
            let hmac_key = HmacKey::new(hash, &key);
            assert_eq!(hmac_key.sign(&[&data]).as_ref(), expected.as_ref());
            assert_eq!(hmac_key.sign(&[first, rest]).as_ref(), expected.as_ref());
            let parts = hmac_key.sign_parts(first, &[rest], b"");
            assert_eq!(parts.as_ref(), expected.as_ref());
        }
    }
}

#[test]
fn hash_goes_on_after_a_copy() {
    for hash in HASHES {
        let mut hasher = hash.start();
        hasher.update(b"first");
        let copy = hasher.clone();
        hasher.update(b"second");
        assert_eq!(copy.finish().as_ref(), hash.digest(b"first").as_ref());
        assert_eq!(
            hasher.finish().as_ref(),
            hash.digest(b"firstsecond").as_ref()
        );
    }
}

#[test]
fn hkdf_expand_agrees() {
    let mut random = Random(2);
    for hash in HASHES {
        let algorithm = match hash {
            Hash::Sha256 => hkdf::HKDF_SHA256,
            Hash::Sha384 => hkdf::HKDF_SHA384,
        };
        let secret = random.bytes(hash.output_len());
        let key = HmacKey::new(hash, &secret);
        for length in [
            1,
            12,
            16,
            32,
            33,
            47,
            48,
            49,
            96,
            97,
            1000,
            255 * hash.output_len(),
        ] {
            let info = random.bytes(length % 90);
            let mut expected = vec![0; length];
            hkdf::Prk::new_less_safe(algorithm, &secret)
                .expand(&[&info], Length(length))
                .and_then(|okm| okm.fill(&mut expected))
                .unwrap();
            let mut out = vec![0; length];
            let (first, rest) = info.split_at(info.len() / 2);
            assert_eq!(key.expand(&[first, rest], &mut out), Some(()));
            assert_eq!(out, expected);
        }
        let mut long = vec![7; 255 * hash.output_len() + 1];
        assert_eq!(key.expand(&[], &mut long), None);
    }
}

#[test]
fn prf_agrees() {
    let mut random = Random(3);
    for hash in HASHES {
        let algorithm = match hash {
            Hash::Sha256 => &tls_prf::P_SHA256,
            Hash::Sha384 => &tls_prf::P_SHA384,
        };
        // A premaster secret of P-521 is longer than a block of SHA-256.
        for (secret, length) in [(48, 12), (32, 48), (66, 48), (66, 88), (130, 200), (1, 1)] {
            let (secret, seed) = (random.bytes(secret), random.bytes(64));
            let expected = tls_prf::Secret::new(algorithm, &secret)
                .and_then(|secret| secret.derive(b"label", &seed, length))
                .unwrap();
            let mut out = vec![0; length];
            HmacKey::new(hash, &secret).prf(b"label", &seed, &mut out);
            assert_eq!(out, expected.as_ref());
        }
    }
}
