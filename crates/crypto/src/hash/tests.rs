//! HMAC, HKDF-Expand-Label and the PRF of TLS 1.2, against another implementation; MD5 and the PRF of TLS 1.0,
//! against published answers.

use super::{Function, Hash, HmacKey, PrfKey};
use crate::library::Library;
use aws_lc_rs::{digest, hkdf, hmac, tls_prf};

/// The generator of Knuth's MMIX.
struct Random(u64);

impl Random {
    fn bytes(&mut self, len: usize) -> Vec<u8> {
        let mut byte = || {
            let next = self.0.wrapping_mul(6364136223846793005);
            self.0 = next.wrapping_add(1442695040888963407);
            (self.0 >> 33) as u8
        };
        (0..len).map(|_| byte()).collect()
    }
}

struct Length(usize);

impl hkdf::KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

/// SHA-2, by our own code and by libcrypto's algorithms.
fn hashes() -> Vec<Hash> {
    with_fetched([Hash::SHA256, Hash::SHA384, Hash::SHA512])
}

fn with_fetched<const N: usize>(own: [Hash; N]) -> Vec<Hash> {
    let fetched = Library::with_query(c"provider=default");
    assert!(!fetched.is_default());
    let fetched = own.clone().map(|hash| hash.by(&fetched));
    own.into_iter().chain(fetched).collect()
}

#[test]
fn hash_and_hmac_agree() {
    let mut random = Random(1);
    for hash in hashes().into_iter().chain(with_fetched([Hash::SHA1])) {
        let (digest_of, hmac_of) = match hash.function() {
            Function::Sha1 => (
                &digest::SHA1_FOR_LEGACY_USE_ONLY,
                hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
            ),
            Function::Sha256 => (&digest::SHA256, hmac::HMAC_SHA256),
            Function::Sha384 => (&digest::SHA384, hmac::HMAC_SHA384),
            Function::Sha512 => (&digest::SHA512, hmac::HMAC_SHA512),
            other => unreachable!("{other:?}"),
        };
        for length in (0..300).chain([1000, 10_000]) {
            let (key, data) = (random.bytes(length % 200), random.bytes(length));
            assert_eq!(
                hash.digest(&data).unwrap().as_ref(),
                digest::digest(digest_of, &data).as_ref()
            );
            let expected = hmac::sign(&hmac::Key::new(hmac_of, &key), &data);
            let (first, rest) = data.split_at(length / 3);
            let hmac_key = HmacKey::new(&hash, &key);
            let sign = |data: &[&[u8]]| hmac_key.sign(data).unwrap();
            assert_eq!(sign(&[&data]).as_ref(), expected.as_ref());
            assert_eq!(sign(&[first, rest]).as_ref(), expected.as_ref());
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// RFC 1321 appendix A.5, RFC 2202 section 2, FIPS 180.
#[test]
fn md5_and_sha1_give_the_published_answers() {
    for hash in with_fetched([Hash::MD5]) {
        let digest = |data| hex(hash.digest(data).unwrap().as_ref());
        assert_eq!(digest(b""), "d41d8cd98f00b204e9800998ecf8427e");
        assert_eq!(digest(b"abc"), "900150983cd24fb0d6963f7d28e17f72");
        let hmac = |key: &[u8], data: &[u8]| hex(hash.hmac(key, &[data]).unwrap().as_ref());
        assert_eq!(
            hmac(&[0x0b; 16], b"Hi There"),
            "9294727a3638bb1c13f48ef8158bfc9d"
        );
        assert_eq!(
            hmac(
                &[0xaa; 80],
                b"Test Using Larger Than Block-Size Key - Hash Key First"
            ),
            "6b1ab7fe4bd7bf8f0b62e6ce61b9d0cd"
        );
    }
    for hash in with_fetched([Hash::SHA1]) {
        assert_eq!(
            hex(hash.digest(b"abc").unwrap().as_ref()),
            "a9993e364706816aba3e25717850c26c9cd0d89d"
        );
    }
}

#[test]
fn md5_sha1_is_both_hashes_one_after_the_other() {
    let mut random = Random(4);
    for hash in with_fetched([Hash::MD5_SHA1]) {
        assert_eq!(hash.output_len(), 36);
        for length in [0, 1, 63, 64, 65, 1000] {
            let data = random.bytes(length);
            let [md5, sha1] = [Hash::MD5, Hash::SHA1].map(|hash| hash.digest(&data).unwrap());
            assert_eq!(
                hash.digest(&data).unwrap().as_ref(),
                [md5.as_ref(), sha1.as_ref()].concat()
            );
        }
    }
}

#[test]
fn prf_of_tls10_agrees_with_libcryptos() {
    let mut random = Random(5);
    let [own, fetched] = with_fetched([Hash::MD5_SHA1]).try_into().unwrap();
    for (secret, length) in [(48, 12), (47, 48), (1, 33), (0, 20), (200, 104), (129, 1)] {
        let (secret, seed) = (random.bytes(secret), random.bytes(64));
        let [own, fetched] = [&own, &fetched].map(|hash| {
            let mut out = vec![0xff; length];
            let key = PrfKey::new(hash, &secret);
            key.expand(&[b"label", &seed], &mut out).map(|()| out)
        });
        assert_eq!(own, fetched);
        assert!(own.is_ok());
    }
}

#[test]
fn hash_goes_on_after_a_copy() {
    let old = with_fetched([Hash::MD5, Hash::SHA1, Hash::MD5_SHA1]);
    for hash in hashes().into_iter().chain(old) {
        let mut hasher = hash.start();
        hasher.update(b"first");
        let copy = hasher.clone();
        hasher.update(b"second");
        let digest = |data: &[u8]| hash.digest(data).unwrap();
        assert_eq!(copy.finish().unwrap().as_ref(), digest(b"first").as_ref());
        assert_eq!(
            hasher.finish().unwrap().as_ref(),
            digest(b"firstsecond").as_ref()
        );
    }
}

#[test]
fn hkdf_expand_label_agrees() {
    let mut random = Random(2);
    for hash in hashes() {
        let algorithm = match hash.function() {
            Function::Sha256 => hkdf::HKDF_SHA256,
            Function::Sha384 => hkdf::HKDF_SHA384,
            _ => hkdf::HKDF_SHA512,
        };
        let secret = random.bytes(hash.output_len());
        let key = HmacKey::new(&hash, &secret);
        for length in [1, 12, 16, 32, 33, 47, 48, 49, 96, 97, 1000] {
            let (label, context) = (random.bytes(length % 9 + 1), random.bytes(length % 90));
            let info = [
                &(length as u16).to_be_bytes()[..],
                &[6 + label.len() as u8],
                b"tls13 ",
                &label,
                &[context.len() as u8],
                &context,
            ];
            let mut expected = vec![0; length];
            hkdf::Prk::new_less_safe(algorithm, &secret)
                .expand(&info, Length(length))
                .and_then(|okm| okm.fill(&mut expected))
                .unwrap();
            let mut out = vec![0; length];
            assert_eq!(key.expand_label(&label, &context, &mut out), Ok(()));
            assert_eq!(out, expected);
        }
        let mut long = vec![7; 255 * hash.output_len() + 1];
        assert!(key.expand_label(b"label", b"", &mut long).is_err());
        assert!(key.expand_label(&[7; 250], b"", &mut [0; 32]).is_err());
        crate::err::clear();
    }
}

#[test]
fn prf_agrees() {
    let mut random = Random(3);
    for hash in hashes() {
        let algorithm = match hash.function() {
            Function::Sha256 => &tls_prf::P_SHA256,
            Function::Sha384 => &tls_prf::P_SHA384,
            _ => &tls_prf::P_SHA512,
        };
        // A premaster secret of P-521 is longer than a block of SHA-256.
        for (secret, length) in [(48, 12), (32, 48), (66, 48), (66, 88), (130, 200), (1, 1)] {
            let (secret, seed) = (random.bytes(secret), random.bytes(64));
            let expected = tls_prf::Secret::new(algorithm, &secret)
                .and_then(|secret| secret.derive(b"label", &seed, length))
                .unwrap();
            let mut out = vec![0; length];
            let key = PrfKey::new(&hash, &secret);
            assert_eq!(key.expand(&[b"label", &seed], &mut out), Ok(()));
            assert_eq!(out, expected.as_ref());
        }
    }
}

/// https://www.ietf.org/mail-archive/web/tls/current/msg03416.html
#[test]
fn prf_gives_the_answers_of_the_tls_list() {
    for (hash, secret, seed, expected) in [
        (
            Hash::SHA256,
            0x9bbe436ba940f017b17652849a71db35_u128,
            0xa0ba9f936cda311827a6f796ffd5198c_u128,
            "e3f229ba727be17b8d122620557cd453c2aab21d07c3d495329b52d4e61edb5a6b301791e90d35c9c9a4\
             6b4e14baf9af0fa022f7077def17abfd3797c0564bab4fbc91666e9def9b97fce34f796789baa48082d1\
             22ee42c5a72e5a5110fff70187347b66",
        ),
        (
            Hash::SHA384,
            0xb80b733d6ceefcdc71566ea48e5567df,
            0xcd665cf6a8447dd6ff8b27555edb7465,
            "7b0c18e9ced410ed1804f2cfa34a336a1c14dffb4900bb5fd7942107e81c83cde9ca0faa60be9fe34f82\
             b1233c9146a0e534cb400fed2700884f9dc236f80edd8bfa961144c9e8d792eca722a7b32fc3d416d473\
             ebc2c5fd4abfdad05d9184259b5bf8cd4d90fa0d31e2dec479e4f1a26066f2eea9a69236a3e52655c9e9\
             aee691c8f3a26854308d5eaa3be85e0990703d73e56f",
        ),
        (
            Hash::SHA512,
            0xb0323523c1853599584d88568bbb05eb,
            0xd4640e12e4bcdbfb437f03e6ae418ee5,
            "1261f588c798c5c201ff036e7a9cb5edcd7fe3f94c669a122a4638d7d508b283042df6789875c7147e90\
             6d868bc75c45e20eb40c1cf4a1713b27371f68432592f7dc8ea8ef223e12ea8507841311bf68653d0cfc\
             4056d811f025c45ddfa6e6fec702f054b409d6f28dd0a3233e498da41a3e75c5630eedbe22fe254e33a1\
             b0e9f6b9826675bec7d01a845658dc9c397545401d40b9f46c7a400ee1b8f81ca0a60d1a397a1028bff5\
             d2ef5066126842fb8da4197632bdb54ff6633f86bbc836e640d4d898",
        ),
    ] {
        for hash in with_fetched([hash]) {
            let mut out = vec![0; expected.len() / 2];
            let key = PrfKey::new(&hash, &secret.to_be_bytes());
            let seed = seed.to_be_bytes();
            assert_eq!(key.expand(&[b"test label", &seed], &mut out), Ok(()));
            assert_eq!(hex(&out), expected);
        }
    }
}

#[test]
fn a_library_without_the_algorithms_fails() {
    let nothing = Library::with_query(c"provider=none");
    let hash = Hash::SHA256.by(&nothing);
    assert!(hash.digest(b"data").is_err());
    assert!(hash.hmac(b"key", &[b"data"]).is_err());
    let key = HmacKey::new(&hash, b"key");
    assert!(key.expand_label(b"label", b"", &mut [0; 32]).is_err());
    for hash in [Hash::SHA256, Hash::MD5_SHA1] {
        let key = PrfKey::new(&hash.by(&nothing), b"key");
        assert!(key.expand(&[b"label", b"seed"], &mut [0; 32]).is_err());
    }
}
