//! The security levels, and the checks of certificates against them.

use libc::{c_int, c_void};

use super::{Configured, Context};
use crate::callbacks as cb;
use crate::cipher::{auth, enc, kx, mac, Cipher};
use crate::constants::*;
use crate::error::reason::Reason;
use crate::sys::x509::X509;
use tls::registry::version;

/// Bits of security that levels 0 to 5 require.
const MINIMUM_BITS: [c_int; 6] = [0, 80, 112, 128, 192, 256];

/// Minimum for a key exchange, even at level 0.
const MINIMUM_DH_BITS: c_int = 80;

/// An SSL_CTX or an SSL, as the security callback gets it: one of the two pointers is NULL.
pub trait Secured: Configured {
    fn pointers(&self) -> (*const cb::SSL, *const cb::SSL_CTX);

    /// Asks the security callback, the application's or our own.
    fn is_secure(&self, operation: c_int, bits: c_int, nid: c_int, other: *mut c_void) -> bool {
        let settings = self.settings();
        match settings.security_callback {
            None => default_rule(settings.security_level, operation, bits, nid, None),
            Some(call) => {
                let (ssl, ctx) = self.pointers();
                let data = settings.security_ex_data;
                // SAFETY: the application's callback, called as documented.
                self.outside(|| unsafe { call(ssl, ctx, operation, bits, nid, other, data) != 0 })
            }
        }
    }

    /// Checks one certificate's key and signature. `leaf`: it is the end entity's, not an
    /// authority's. `peer`: it was received.
    fn check_certificate(&self, cert: &X509, leaf: bool, peer: bool) -> Result<(), Reason> {
        let peer = if peer { SSL_SECOP_PEER } else { 0 };
        let (operation, reason) = if leaf {
            (SSL_SECOP_EE_KEY, Reason::EE_KEY_TOO_SMALL)
        } else {
            (SSL_SECOP_CA_KEY, Reason::CA_KEY_TOO_SMALL)
        };
        let other = cert.as_ptr().cast();
        if !self.is_secure(operation | peer, cert.key_security_bits(), 0, other) {
            return Err(reason);
        }
        // A root's signature does not matter.
        if cert.is_self_signed() {
            return Ok(());
        }
        let (bits, nid) = cert.signature_security();
        if self.is_secure(SSL_SECOP_CA_MD | peer, bits, nid, other) {
            Ok(())
        } else {
            Err(Reason::CA_MD_TOO_WEAK)
        }
    }

    /// Checks a chain with its leaf first.
    fn check_chain<'a>(
        &self,
        chain: impl IntoIterator<Item = &'a X509>,
        peer: bool,
    ) -> Result<(), Reason> {
        chain
            .into_iter()
            .enumerate()
            .try_for_each(|(i, cert)| self.check_certificate(cert, i == 0, peer))
    }
}

impl Secured for Context {
    fn pointers(&self) -> (*const cb::SSL, *const cb::SSL_CTX) {
        (std::ptr::null(), self.as_ptr())
    }
}

/// Whether a level allows something, without a callback of the application. `suite` is set for questions
/// about cipher suites.
pub fn default_rule(
    level: c_int,
    operation: c_int,
    bits: c_int,
    nid: c_int,
    suite: Option<&Cipher>,
) -> bool {
    const TLS1_1: c_int = version::TLS11.0 as c_int;
    const TLS1: c_int = version::TLS10.0 as c_int;
    const SSL3: c_int = version::SSL3.0 as c_int;
    let level = level.clamp(0, 5);
    if level == 0 {
        return operation != SSL_SECOP_TMP_DH || bits >= MINIMUM_DH_BITS;
    }
    if bits < MINIMUM_BITS[level as usize] && !is_measured_otherwise(operation) {
        return false;
    }
    match operation {
        SSL_SECOP_VERSION => {
            !(nid <= SSL3 && level >= 2 || nid <= TLS1 && level >= 3 || nid <= TLS1_1 && level >= 4)
        }
        SSL_SECOP_COMPRESSION => level < 2,
        SSL_SECOP_TICKET => level < 3,
        _ => suite.is_none_or(|suite| allows_suite(level, suite)),
    }
}

fn is_measured_otherwise(operation: c_int) -> bool {
    matches!(
        operation,
        SSL_SECOP_VERSION | SSL_SECOP_COMPRESSION | SSL_SECOP_TICKET
    )
}

/// The demands of a level above 0 on a cipher suite besides the length of its key.
fn allows_suite(level: c_int, suite: &Cipher) -> bool {
    const FORWARD_SECRET: u32 = kx::DHE | kx::ECDHE | kx::DHEPSK | kx::ECDHEPSK;
    /// Bits of an HMAC with SHA-1.
    const SHA1_BITS: c_int = 160;
    suite.auth & auth::NULL == 0
        && suite.mac & mac::MD5 == 0
        && (MINIMUM_BITS[level as usize] <= SHA1_BITS || suite.mac & mac::SHA1 == 0)
        && (level < 2 || suite.enc != enc::RC4)
        && (level < 3 || suite.is_tls13() || suite.kx & FORWARD_SECRET != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels() {
        for (level, bits) in [(1, 80), (2, 112), (3, 128), (4, 192), (5, 256), (9, 256)] {
            assert!(default_rule(level, SSL_SECOP_EE_KEY, bits, 0, None));
            assert!(!default_rule(level, SSL_SECOP_EE_KEY, bits - 1, 0, None));
        }
        assert!(default_rule(0, SSL_SECOP_EE_KEY, 0, 0, None));
        assert!(default_rule(-1, SSL_SECOP_EE_KEY, 0, 0, None));
    }

    #[test]
    fn temporary_dh_has_a_minimum_at_every_level() {
        assert!(!default_rule(0, SSL_SECOP_TMP_DH, 79, 0, None));
        assert!(default_rule(0, SSL_SECOP_TMP_DH, 80, 0, None));
        assert!(!default_rule(2, SSL_SECOP_TMP_DH, 80, 0, None));
    }

    #[test]
    fn versions_and_tickets() {
        assert!(default_rule(3, SSL_SECOP_VERSION, 0, 0x0303, None));
        assert!(!default_rule(2, SSL_SECOP_VERSION, 0, 0x0300, None));
        assert!(!default_rule(4, SSL_SECOP_VERSION, 0, 0x0302, None));
        assert!(default_rule(2, SSL_SECOP_TICKET, 0, 0, None));
        assert!(!default_rule(3, SSL_SECOP_TICKET, 0, 0, None));
    }
}
