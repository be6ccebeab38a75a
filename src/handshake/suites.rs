//! The cipher suites as rustls gets them: hashes and key schedules of our own, and no protection of
//! records, which is the record core's ([`super::unprotected`]).
//!
//! rustls keeps the resumption secret to itself; it is noted here as it passes by. The keys of
//! records are derived for nothing, and stay zero.

use super::unprotected::Unprotected;
use super::{current, restore};
use crate::error::reason::Reason;
use crate::error::Fatal;
use crate::record::alert;
use crate::sys::hash::{Digest, Function, Hash, Hasher, HmacKey, PrfKey, MAX_LEN};
use crate::sys::Failed;
use rustls::crypto::hash::{self, HashAlgorithm, Output};
use rustls::crypto::tls12::Prf;
use rustls::crypto::tls13::{Hkdf, HkdfExpander, OkmBlock, OutputLengthError};
use rustls::crypto::{hmac, ActiveKeyExchange, KeyExchangeAlgorithm};
use rustls::{CipherSuite, CipherSuiteCommon, Error, SignatureScheme};
use rustls::{SupportedCipherSuite, Tls12CipherSuite, Tls13CipherSuite};
use std::sync::OnceLock;
use tls::registry::suite;
use tls::schedule::SecretBytes;
use zeroize::Zeroizing;

/// The schemes with which a server's key exchange may be signed (TLS 1.2).
const ECDSA: &[SignatureScheme] = &[
    SignatureScheme::ED25519,
    SignatureScheme::ECDSA_NISTP521_SHA512,
    SignatureScheme::ECDSA_NISTP384_SHA384,
    SignatureScheme::ECDSA_NISTP256_SHA256,
    SignatureScheme::ECDSA_SHA1_Legacy,
];
const RSA: &[SignatureScheme] = &[
    SignatureScheme::RSA_PSS_SHA512,
    SignatureScheme::RSA_PSS_SHA384,
    SignatureScheme::RSA_PSS_SHA256,
    SignatureScheme::RSA_PKCS1_SHA512,
    SignatureScheme::RSA_PKCS1_SHA384,
    SignatureScheme::RSA_PKCS1_SHA256,
    SignatureScheme::RSA_PKCS1_SHA1,
];

macro_rules! suites {
    (tls13 { $($name13:ident, $hash13:expr;)+ } tls12 { $($name12:ident, $sign:expr, $hash12:expr;)+ }) => {
        /// All cipher suites.
        pub(super) static SUITES: &[SupportedCipherSuite] = &[
            $(SupportedCipherSuite::Tls13({
                static SUITE: Tls13CipherSuite = tls13(CipherSuite::$name13, $hash13);
                &SUITE
            }),)+
            $(SupportedCipherSuite::Tls12({
                static SUITE: Tls12CipherSuite = tls12(CipherSuite::$name12, $sign, $hash12);
                &SUITE
            }),)+
        ];
    };
}

suites! {
    tls13 {
    TLS13_AES_256_GCM_SHA384, &SHA384;
    TLS13_AES_128_GCM_SHA256, &SHA256;
    TLS13_CHACHA20_POLY1305_SHA256, &SHA256;
    } tls12 {
    TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, ECDSA, &SHA384;
    TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, ECDSA, &SHA256;
    TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, ECDSA, &SHA256;
    TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, RSA, &SHA384;
    TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, RSA, &SHA256;
    TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256, RSA, &SHA256;
    }
}

/// Whether a server of this TLS 1.2 suite signs with RSA.
pub(super) fn signs_with_rsa(suite: suite::CipherSuite) -> bool {
    matches!(
        suite,
        suite::TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
            | suite::TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384
            | suite::TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256
    )
}

/// A TLS 1.3 suite with that number.
pub(super) const fn tls13(suite: CipherSuite, hash: &'static Provider) -> Tls13CipherSuite {
    Tls13CipherSuite {
        common: common(suite, hash),
        hkdf_provider: hash,
        aead_alg: &Unprotected,
        quic: None,
    }
}

/// A TLS 1.2 suite with that number.
pub(super) const fn tls12(
    suite: CipherSuite,
    sign: &'static [SignatureScheme],
    hash: &'static Provider,
) -> Tls12CipherSuite {
    Tls12CipherSuite {
        common: common(suite, hash),
        prf_provider: hash,
        kx: KeyExchangeAlgorithm::ECDHE,
        sign,
        aead_alg: &Unprotected,
    }
}

const fn common(suite: CipherSuite, hash: &'static Provider) -> CipherSuiteCommon {
    CipherSuiteCommon {
        suite,
        hash_provider: hash,
        // rustls protects nothing.
        confidentiality_limit: u64::MAX,
    }
}

/// A hash function, and all that is built on it.
pub(super) struct Provider(Hash);

pub(super) static SHA256: Provider = Provider(Hash::SHA256);
pub(super) static SHA384: Provider = Provider(Hash::SHA384);

impl Provider {
    /// The function, computed by the library of the connection under way.
    fn current(&self) -> Hash {
        self.0.by(&current::library())
    }
}

/// rustls cannot be told that a hash failed: it gets zeros, and then the handshake fails.
fn or_fail(digest: Result<Digest, Failed>, length: usize) -> Digest {
    digest.unwrap_or_else(|_| {
        fail();
        Digest::zeros(length)
    })
}

/// Has the handshake fail because libcrypto has failed.
fn fail() {
    current::with(|call| {
        call.refuse(Fatal::new(
            alert::INTERNAL_ERROR,
            Reason::ERR_R_INTERNAL_ERROR,
        ))
    });
}

fn output(digest: Result<Digest, Failed>, length: usize) -> Output {
    Output::new(or_fail(digest, length).as_ref())
}

impl hash::Hash for Provider {
    fn start(&self) -> Box<dyn hash::Context> {
        Box::new(Transcript(self.current().start(), self.0.output_len()))
    }

    fn hash(&self, data: &[u8]) -> Output {
        output(self.current().digest(data), self.0.output_len())
    }

    fn output_len(&self) -> usize {
        self.0.output_len()
    }

    fn algorithm(&self) -> HashAlgorithm {
        match self.0.function() {
            Function::Sha256 => HashAlgorithm::SHA256,
            _ => HashAlgorithm::SHA384,
        }
    }
}

/// A hash with its length.
struct Transcript(Hasher, usize);

impl hash::Context for Transcript {
    fn fork_finish(&self) -> Output {
        output(self.0.clone().finish(), self.1)
    }

    fn fork(&self) -> Box<dyn hash::Context> {
        Box::new(Transcript(self.0.clone(), self.1))
    }

    fn finish(self: Box<Self>) -> Output {
        output(self.0.finish(), self.1)
    }

    fn update(&mut self, data: &[u8]) {
        self.0.update(data);
    }
}

/// A secret of TLS 1.3's key schedule. Its HMAC key is made when something is derived from it.
struct Expander {
    hash: Hash,
    secret: OkmBlock,
    key: OnceLock<HmacKey>,
}

impl Expander {
    fn of(hash: Hash, secret: &[u8]) -> Box<dyn HkdfExpander> {
        Box::new(Expander {
            hash,
            secret: OkmBlock::new(secret),
            key: OnceLock::new(),
        })
    }

    fn key(&self) -> &HmacKey {
        self.key
            .get_or_init(|| HmacKey::new(&self.hash, self.secret.as_ref()))
    }
}

/// The early secret without a pre-shared key, which is the same for all.
struct NoPsk(Hash);

impl NoPsk {
    fn expander(&self) -> Box<dyn HkdfExpander> {
        let zeros = &ZEROS[..self.0.output_len()];
        extract(&self.0, zeros, zeros)
    }
}

impl HkdfExpander for NoPsk {
    fn expand_slice(&self, info: &[&[u8]], output: &mut [u8]) -> Result<(), OutputLengthError> {
        self.expander().expand_slice(info, output)
    }

    fn expand_block(&self, info: &[&[u8]]) -> OkmBlock {
        /// What leads to the handshake secret.
        static DERIVED: [OnceLock<OkmBlock>; 2] = [OnceLock::new(), OnceLock::new()];
        let expand = || self.expander().expand_block(info);
        match label(info) {
            b"derived" if self.0.library().is_default() => {
                let kept = &DERIVED[self.0.function() as usize];
                kept.get_or_init(expand).clone()
            }
            _ => expand(),
        }
    }

    fn hash_len(&self) -> usize {
        self.0.output_len()
    }
}

/// The label of HKDF-Expand-Label: after length, length of the label and "tls13 ".
fn label<'a>(info: &[&'a [u8]]) -> &'a [u8] {
    info.get(3).copied().unwrap_or_default()
}

/// The context of HKDF-Expand-Label: after the label, and its own length.
fn context<'a>(info: &[&'a [u8]]) -> &'a [u8] {
    info.get(5).copied().unwrap_or_default()
}

impl HkdfExpander for Expander {
    fn expand_slice(&self, info: &[&[u8]], output: &mut [u8]) -> Result<(), OutputLengthError> {
        match label(info) {
            b"key" | b"iv" => Ok(()),
            label => {
                let expanded = self.key().expand_label(label, context(info), output);
                expanded.map_err(|_| OutputLengthError)
            }
        }
    }

    fn expand_block(&self, info: &[&[u8]]) -> OkmBlock {
        // The key of a ticket (RFC 8446, section 4.6.1), where a session is being restored.
        if let (b"resumption", Some(given)) = (label(info), restore::given_key()) {
            return OkmBlock::new(&given);
        }
        let mut block = Zeroizing::new([0; MAX_LEN]);
        let block = &mut block[..self.hash.output_len()];
        let expanded = self.key().expand_label(label(info), context(info), block);
        if expanded.is_err() {
            fail();
        }
        if label(info) == b"res master" {
            let secret = SecretBytes::new(block);
            current::with(|call| call.notes.borrow_mut().secrets.resumption = secret);
        }
        OkmBlock::new(block)
    }

    fn hash_len(&self) -> usize {
        self.hash.output_len()
    }
}

/// HKDF-Extract.
fn extract(hash: &Hash, salt: &[u8], secret: &[u8]) -> Box<dyn HkdfExpander> {
    let extracted = or_fail(hash.hmac(salt, &[secret]), hash.output_len());
    Expander::of(hash.clone(), extracted.as_ref())
}

impl Hkdf for Provider {
    fn extract_from_zero_ikm(&self, salt: Option<&[u8]>) -> Box<dyn HkdfExpander> {
        match salt {
            Some(_) => self.extract_from_secret(salt, &ZEROS[..self.0.output_len()]),
            None => Box::new(NoPsk(self.current())),
        }
    }

    fn extract_from_secret(&self, salt: Option<&[u8]>, secret: &[u8]) -> Box<dyn HkdfExpander> {
        let salt = salt.unwrap_or(&ZEROS[..self.0.output_len()]);
        extract(&self.current(), salt, secret)
    }

    fn expander_for_okm(&self, okm: &OkmBlock) -> Box<dyn HkdfExpander> {
        Expander::of(self.current(), okm.as_ref())
    }

    fn hmac_sign(&self, key: &OkmBlock, message: &[u8]) -> hmac::Tag {
        let tag = self.current().hmac(key.as_ref(), &[message]);
        hmac::Tag::new(or_fail(tag, self.0.output_len()).as_ref())
    }
}

const ZEROS: [u8; MAX_LEN] = [0; MAX_LEN];

impl Prf for Provider {
    fn for_key_exchange(
        &self,
        output: &mut [u8; 48],
        exchange: Box<dyn ActiveKeyExchange>,
        peer_public_key: &[u8],
        label: &[u8],
        seed: &[u8],
    ) -> Result<(), Error> {
        if let Some(master) = restore::given_master() {
            *output = master;
            return Ok(());
        }
        let secret = exchange.complete_for_tls_version(peer_public_key, &rustls::version::TLS12)?;
        PrfKey::new(&self.current(), secret.secret_bytes())
            .expand(&[label, seed], output)
            .map_err(|_| Error::General(String::new()))
    }

    fn for_secret(&self, output: &mut [u8], secret: &[u8], label: &[u8], seed: &[u8]) {
        if label != b"key expansion" {
            let done = PrfKey::new(&self.current(), secret).expand(&[label, seed], output);
            if done.is_err() {
                fail();
            }
        }
    }
}
