//! AEAD keys of the implementations that are linked into the library, which are faster than libcrypto's.
//!
//! [`choose`] sets the implementation of AES-GCM for the whole process. [`fastest`] picks it by the features of
//! the processor; docs/BENCHMARKS.md has the figures behind it.

use std::sync::atomic::{AtomicU8, Ordering};

use aws_lc_rs::aead as aws_lc;
use ring::aead as ring;
use zeroize::Zeroize;

use super::{NONCE_LEN, TAG_LEN};

/// The implementation of AES-GCM.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Implementation {
    /// Has code for AVX-512, but none for VAES without AVX-512.
    AwsLc,
    /// Has code for VAES with AVX2, but none for AVX-512.
    Ring,
}

impl Implementation {
    pub const ALL: [Implementation; 2] = [Implementation::AwsLc, Implementation::Ring];

    pub const fn name(self) -> &'static str {
        match self {
            Implementation::AwsLc => "aws-lc",
            Implementation::Ring => "ring",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.name() == name)
    }
}

static CHOSEN: AtomicU8 = AtomicU8::new(Implementation::AwsLc as u8);

/// The implementation of keys that are made from now on.
pub fn choose(implementation: Implementation) {
    CHOSEN.store(implementation as u8, Ordering::Relaxed);
}

fn chosen() -> Implementation {
    if CHOSEN.load(Ordering::Relaxed) == Implementation::Ring as u8 {
        Implementation::Ring
    } else {
        Implementation::AwsLc
    }
}

/// The implementation that is the fastest on this processor.
pub fn fastest() -> Implementation {
    #[cfg(target_arch = "x86_64")]
    {
        use std::arch::is_x86_feature_detected as has;

        let avx512 = has!("avx512f") && has!("avx512bw") && has!("avx512dq") && has!("avx512vl");
        if has!("vaes") && has!("vpclmulqdq") && has!("avx2") && !avx512 {
            return Implementation::Ring;
        }
    }
    Implementation::AwsLc
}

/// A key, for many messages one after the other.
pub(super) struct Builtin(GcmKey);

enum GcmKey {
    AwsLc(aws_lc::LessSafeKey),
    /// One, on the heap: it has more than 500 bytes. What is freed there is wiped by the allocator.
    Ring(Box<[ring::LessSafeKey]>),
}

impl Builtin {
    /// A key of AES-128-GCM or AES-256-GCM, by its length. `None` for other lengths, or if memory is out.
    pub fn aes_gcm(key: &[u8]) -> Option<Self> {
        Self::aes_gcm_by(chosen(), key)
    }

    /// The same, by the given implementation.
    pub fn aes_gcm_by(implementation: Implementation, key: &[u8]) -> Option<Self> {
        match implementation {
            Implementation::AwsLc => {
                let algorithm = match key.len() {
                    16 => &aws_lc::AES_128_GCM,
                    32 => &aws_lc::AES_256_GCM,
                    _ => return None,
                };
                Self::by_aws_lc(algorithm, key)
            }
            Implementation::Ring => {
                let made = by_ring(key);
                wipe_stack();
                made.map(|key| Builtin(GcmKey::Ring(key)))
            }
        }
    }

    /// A key of ChaCha20-Poly1305.
    pub fn chacha20_poly1305(key: &[u8; 32]) -> Option<Self> {
        Self::by_aws_lc(&aws_lc::CHACHA20_POLY1305, key)
    }

    fn by_aws_lc(algorithm: &'static aws_lc::Algorithm, key: &[u8]) -> Option<Self> {
        let key = aws_lc::UnboundKey::new(algorithm, key).ok()?;
        Some(Builtin(GcmKey::AwsLc(aws_lc::LessSafeKey::new(key))))
    }

    /// Encrypts `content` followed by `inner` into `out`, which has room for both and the tag.
    pub fn seal(
        &self,
        nonce: &[u8; NONCE_LEN],
        aad: &[u8],
        content: &[u8],
        inner: &[u8],
        out: &mut [u8],
    ) -> bool {
        if out.len() != content.len() + inner.len() + TAG_LEN {
            return false;
        }
        match &self.0 {
            GcmKey::AwsLc(key) => {
                let nonce = aws_lc::Nonce::assume_unique_for_key(*nonce);
                let aad = aws_lc::Aad::from(aad);
                let (first, rest) = out.split_at_mut(content.len());
                key.seal_out_of_place_scatter(nonce, aad, content, first, inner, rest)
                    .is_ok()
            }
            GcmKey::Ring(_) => {
                let (first, rest) = out.split_at_mut(content.len());
                first.copy_from_slice(content);
                rest[..inner.len()].copy_from_slice(inner);
                self.seal_in_place(nonce, aad, out)
            }
        }
    }

    /// Encrypts `out` in place; its last bytes are room for the tag.
    pub fn seal_in_place(&self, nonce: &[u8; NONCE_LEN], aad: &[u8], out: &mut [u8]) -> bool {
        let Some((text, tag)) = out.split_last_chunk_mut::<TAG_LEN>() else {
            return false;
        };
        match &self.0 {
            GcmKey::AwsLc(key) => {
                let nonce = aws_lc::Nonce::assume_unique_for_key(*nonce);
                key.seal_in_place_separate_tag(nonce, aws_lc::Aad::from(aad), text)
                    .map(|computed| tag.copy_from_slice(computed.as_ref()))
                    .is_ok()
            }
            GcmKey::Ring(key) => {
                let nonce = ring::Nonce::assume_unique_for_key(*nonce);
                key[0]
                    .seal_in_place_separate_tag(nonce, ring::Aad::from(aad), text)
                    .map(|computed| tag.copy_from_slice(computed.as_ref()))
                    .is_ok()
            }
        }
    }

    /// Decrypts `text` in place. False if it is forged; `text` then holds no plaintext.
    pub fn open(&self, nonce: &[u8; NONCE_LEN], aad: &[u8], tag: &[u8], text: &mut [u8]) -> bool {
        match &self.0 {
            GcmKey::AwsLc(key) => {
                let nonce = aws_lc::Nonce::assume_unique_for_key(*nonce);
                key.open_in_place_separate_tag(nonce, aws_lc::Aad::from(aad), tag, text)
                    .is_ok()
            }
            GcmKey::Ring(key) => {
                let nonce = ring::Nonce::assume_unique_for_key(*nonce);
                ring::Tag::try_from(tag).is_ok_and(|tag| {
                    key[0]
                        .open_in_place_separate_tag(nonce, ring::Aad::from(aad), tag, text, 0..)
                        .is_ok()
                })
            }
        }
    }
}

/// Makes the key on the stack, which the caller must wipe.
#[inline(never)]
fn by_ring(key: &[u8]) -> Option<Box<[ring::LessSafeKey]>> {
    let algorithm = match key.len() {
        16 => &ring::AES_128_GCM,
        32 => &ring::AES_256_GCM,
        _ => return None,
    };
    let mut made = Vec::new();
    made.try_reserve_exact(1).ok()?;
    made.push(ring::LessSafeKey::new(
        ring::UnboundKey::new(algorithm, key).ok()?,
    ));
    Some(made.into_boxed_slice())
}

/// Overwrites the stack that the last call used, which may hold copies of the key from `by_ring`.
#[inline(never)]
fn wipe_stack() {
    [0_u8; 8192].zeroize();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(text: &str) -> Vec<u8> {
        let digits: Vec<u8> = text
            .bytes()
            .filter_map(|c| (c as char).to_digit(16))
            .map(|digit| digit as u8)
            .collect();
        digits
            .chunks(2)
            .map(|pair| pair[0] << 4 | pair[1])
            .collect()
    }

    fn keys(key: &[u8]) -> Vec<Builtin> {
        Implementation::ALL
            .map(|implementation| Builtin::aes_gcm_by(implementation, key).unwrap())
            .into()
    }

    fn known_answer(key: &str, ciphertext: &str, tag: &str) {
        let nonce: [u8; NONCE_LEN] = hex("cafebabefacedbaddecaf888").try_into().unwrap();
        let aad = hex("feedfacedeadbeeffeedfacedeadbeefabaddad2");
        let plaintext = hex(
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c9595680953\
             2fcf0e2449a6b525b16aedf5aa0de657ba637b39",
        );
        let expected = [hex(ciphertext), hex(tag)].concat();
        for key in keys(&hex(key)) {
            for split in [0, 1, 16, plaintext.len()] {
                let (content, inner) = plaintext.split_at(split);
                let mut sealed = vec![0; plaintext.len() + TAG_LEN];
                assert!(key.seal(&nonce, &aad, content, inner, &mut sealed));
                assert_eq!(sealed, expected);
                let (text, tag) = sealed.split_at_mut(plaintext.len());
                assert!(key.open(&nonce, &aad, tag, text));
                assert_eq!(text, plaintext);
            }
        }
    }

    /// Test case 4 of "The Galois/Counter Mode of Operation" (McGrew, Viega).
    #[test]
    fn aes_128_gcm_gives_the_known_answer() {
        known_answer(
            "feffe9928665731c6d6a8f9467308308",
            "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b25466931c\
             7d8f6a5aac84aa051ba30b396a0aac973d58e091",
            "5bc94fbc3221a5db94fae95ae7121a47",
        );
    }

    /// Test case 16 of the same.
    #[test]
    fn aes_256_gcm_gives_the_known_answer() {
        known_answer(
            "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
            "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3d\
             a7b08b1056828838c5f61e6393ba7a0abcc9f662",
            "76fc6ece0f4e1768cddf8853bb2d551b",
        );
    }

    #[test]
    fn each_implementation_opens_what_the_other_seals() {
        let content: Vec<u8> = (0..20000).map(|i| i as u8).collect();
        let (nonce, aad) = ([9; NONCE_LEN], [1, 2, 3, 4, 5]);
        for key in [&[7; 16][..], &[7; 32]] {
            let keys = keys(key);
            for length in [0, 1, 15, 16, 17, 255, 256, 257, 1024, 4095, 16384, 20000] {
                let mut expected = None;
                for sealing in &keys {
                    let mut sealed = vec![0; length + 1 + TAG_LEN];
                    assert!(sealing.seal(&nonce, &aad, &content[..length], &[23], &mut sealed));
                    assert_eq!(*expected.get_or_insert_with(|| sealed.clone()), sealed);
                    for opening in &keys {
                        let mut sealed = sealed.clone();
                        let (text, tag) = sealed.split_at_mut(length + 1);
                        assert!(opening.open(&nonce, &aad, tag, text));
                        assert_eq!(text, [&content[..length], &[23]].concat());
                    }
                }
            }
        }
    }

    #[test]
    fn what_is_forged_leaves_no_plaintext() {
        let (nonce, aad, content) = ([9; NONCE_LEN], [1, 2, 3], [b'x'; 1000]);
        for key in keys(&[7; 16]) {
            let mut sealed = vec![0; content.len() + TAG_LEN];
            assert!(key.seal(&nonce, &aad, &content, &[], &mut sealed));
            let (text, tag) = sealed.split_at_mut(content.len());
            for bit in [0, 127] {
                let mut forged: [u8; TAG_LEN] = (&*tag).try_into().unwrap();
                forged[bit / 8] ^= 1 << (bit % 8);
                let mut text = text.to_vec();
                assert!(!key.open(&nonce, &aad, &forged, &mut text));
                assert!(!text.windows(8).any(|part| part == [b'x'; 8]));
            }
            assert!(!key.open(&nonce, &[1, 2], tag, &mut text.to_vec()));
            assert!(!key.open(&nonce, &aad, &tag[..15], &mut text.to_vec()));
            assert!(key.open(&nonce, &aad, tag, text));
        }
    }

    #[test]
    fn the_chosen_implementation_makes_the_keys() {
        for implementation in [Implementation::Ring, Implementation::AwsLc] {
            assert_eq!(
                Implementation::named(implementation.name()),
                Some(implementation)
            );
            choose(implementation);
            let made = Builtin::aes_gcm(&[0; 16]).unwrap();
            let by_ring = matches!(made.0, GcmKey::Ring(_));
            assert_eq!(by_ring, implementation == Implementation::Ring);
        }
    }

    #[test]
    fn other_lengths_are_refused() {
        for implementation in Implementation::ALL {
            for length in [0, 15, 17, 24, 31, 33] {
                assert!(Builtin::aes_gcm_by(implementation, &vec![0; length]).is_none());
            }
        }
        let key = Builtin::aes_gcm(&[0; 16]).unwrap();
        assert!(!key.seal(
            &[0; NONCE_LEN],
            &[],
            &[0; 10],
            &[],
            &mut [0; 10 + TAG_LEN - 1]
        ));
    }
}
