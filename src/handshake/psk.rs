//! The pre-shared keys of TLS 1.3 tickets, which rustls derives and keeps to itself.
//!
//! The TLS 1.3 cipher suites are rustls's with a HKDF around that of the provider: when a ticket's
//! key is derived, the key is noted, or replaced by the key of a session that is being restored. The
//! resumption secret is noted too.

use super::current::{self, Secret};
use rustls::crypto::tls13::{Hkdf, HkdfExpander, OkmBlock, OutputLengthError};
use rustls::crypto::{aws_lc_rs, hmac, ActiveKeyExchange};
use rustls::{CipherSuiteCommon, Error, SupportedCipherSuite, Tls13CipherSuite};
use std::cell::RefCell;
use std::sync::LazyLock;
use zeroize::Zeroizing;

thread_local! {
    static GIVEN: RefCell<Option<Secret>> = const { RefCell::new(None) };
    static DERIVED: RefCell<Option<Secret>> = const { RefCell::new(None) };
}

/// Runs `f`, in which a ticket's key is `given` instead of what is derived. Gives the key, too.
pub(super) fn with_key<R>(given: Option<Secret>, f: impl FnOnce() -> R) -> (R, Option<Secret>) {
    GIVEN.set(given);
    DERIVED.set(None);
    let result = f();
    GIVEN.set(None);
    (result, DERIVED.take())
}

/// The labels under which the key of a ticket is derived (RFC 8446, section 4.6.1), and before it
/// the secret of all keys of tickets (section 7.1).
const TICKET: &[u8] = b"resumption";
const RESUMPTION: &[u8] = b"res master";

struct NotingHkdf(&'static dyn Hkdf);

struct NotingExpander(Box<dyn HkdfExpander>);

impl HkdfExpander for NotingExpander {
    fn expand_slice(&self, info: &[&[u8]], output: &mut [u8]) -> Result<(), OutputLengthError> {
        self.0.expand_slice(info, output)
    }

    fn expand_block(&self, info: &[&[u8]]) -> OkmBlock {
        // Length, length of the label, "tls13 ", label, …
        match info.get(3) {
            Some(label) if *label == TICKET => {}
            Some(label) if *label == RESUMPTION => {
                let secret = self.0.expand_block(info);
                current::with(|call| {
                    let secret = Zeroizing::new(secret.as_ref().to_vec());
                    call.notes.borrow_mut().secrets.resumption = Some(secret);
                });
                return secret;
            }
            _ => return self.0.expand_block(info),
        }
        let key = match GIVEN.with_borrow(|given| given.as_ref().map(|key| OkmBlock::new(key))) {
            Some(key) => key,
            None => self.0.expand_block(info),
        };
        DERIVED.set(Some(Zeroizing::new(key.as_ref().to_vec())));
        key
    }

    fn hash_len(&self) -> usize {
        self.0.hash_len()
    }
}

impl Hkdf for NotingHkdf {
    fn extract_from_zero_ikm(&self, salt: Option<&[u8]>) -> Box<dyn HkdfExpander> {
        Box::new(NotingExpander(self.0.extract_from_zero_ikm(salt)))
    }

    fn extract_from_secret(&self, salt: Option<&[u8]>, secret: &[u8]) -> Box<dyn HkdfExpander> {
        self.0.extract_from_secret(salt, secret)
    }

    fn extract_from_kx_shared_secret(
        &self,
        salt: Option<&[u8]>,
        kx: Box<dyn ActiveKeyExchange>,
        peer_public_key: &[u8],
    ) -> Result<Box<dyn HkdfExpander>, Error> {
        self.0
            .extract_from_kx_shared_secret(salt, kx, peer_public_key)
    }

    fn expander_for_okm(&self, okm: &OkmBlock) -> Box<dyn HkdfExpander> {
        Box::new(NotingExpander(self.0.expander_for_okm(okm)))
    }

    fn hmac_sign(&self, key: &OkmBlock, message: &[u8]) -> hmac::Tag {
        self.0.hmac_sign(key, message)
    }
}

/// A copy of what all suites have.
pub(super) fn common(of: &CipherSuiteCommon) -> CipherSuiteCommon {
    CipherSuiteCommon {
        suite: of.suite,
        hash_provider: of.hash_provider,
        confidentiality_limit: of.confidentiality_limit,
    }
}

/// All cipher suites.
pub(super) static SUITES: LazyLock<Vec<SupportedCipherSuite>> = LazyLock::new(|| {
    let noting = |suite: &SupportedCipherSuite| match suite {
        SupportedCipherSuite::Tls13(suite) => {
            let hkdf = Box::leak(Box::new(NotingHkdf(suite.hkdf_provider)));
            SupportedCipherSuite::Tls13(Box::leak(Box::new(Tls13CipherSuite {
                common: common(&suite.common),
                hkdf_provider: hkdf,
                aead_alg: suite.aead_alg,
                quic: None,
            })))
        }
        suite => *suite,
    };
    aws_lc_rs::ALL_CIPHER_SUITES.iter().map(noting).collect()
});
