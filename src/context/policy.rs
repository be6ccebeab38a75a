//! What the lists, the security level and the Suite B mode leave to negotiate, in order of
//! preference.

use super::Settings;
use crate::cipher::group::{self, Group};
use crate::cipher::list::{SUITEB_128, SUITEB_128_ONLY, SUITEB_192, SUITEB_MASK};
use crate::cipher::sigalg::{self, SignatureAlgorithm};

const ECDSA_P256_SHA256: u16 = 0x0403;
const ECDSA_P384_SHA384: u16 = 0x0503;

impl Settings {
    /// The suites of TLS 1.3, or those of TLS 1.2.
    pub fn usable_suites(&self, tls13: bool) -> Vec<u16> {
        let of_version = self.ciphers.ciphers().iter();
        of_version
            .filter(|c| c.is_tls13() == tls13 && c.is_allowed_at(self.security_level))
            .filter(|c| self.missing.has_suite(c))
            .map(|c| c.protocol_id())
            .collect()
    }

    /// The groups.
    pub fn usable_groups(&self) -> Vec<u16> {
        let listed = match self.cert_flags & SUITEB_MASK {
            SUITEB_128 => &[group::SECP256R1, group::SECP384R1],
            SUITEB_128_ONLY => &[group::SECP256R1][..],
            SUITEB_192 => &[group::SECP384R1],
            _ => self.groups.as_deref().unwrap_or(group::DEFAULT),
        };
        let allowed = |id: &u16| {
            Group::find(*id)
                .is_some_and(|g| g.is_supported() && g.is_allowed_at(self.security_level))
                && self.missing.has_group(*id)
        };
        listed.iter().copied().filter(allowed).collect()
    }

    /// The signature algorithms that are accepted from the peer and used for our own signatures.
    pub fn usable_sigalgs(&self) -> Vec<u16> {
        self.allowed_sigalgs(self.sigalgs.as_deref())
    }

    /// The same for clients' certificates, for which there may be a list of its own.
    pub fn usable_client_sigalgs(&self) -> Vec<u16> {
        self.allowed_sigalgs(self.client_sigalgs.as_deref().or(self.sigalgs.as_deref()))
    }

    fn allowed_sigalgs(&self, listed: Option<&[u16]>) -> Vec<u16> {
        let listed = match self.cert_flags & SUITEB_MASK {
            SUITEB_128 => &[ECDSA_P256_SHA256, ECDSA_P384_SHA384],
            SUITEB_128_ONLY => &[ECDSA_P256_SHA256][..],
            SUITEB_192 => &[ECDSA_P384_SHA384],
            _ => listed.unwrap_or(sigalg::DEFAULT),
        };
        let allowed = |id: &u16| {
            SignatureAlgorithm::find(*id)
                .is_some_and(|a| a.is_supported() && a.is_allowed_at(self.security_level))
                && self.missing.has_sigalg(*id)
        };
        listed.iter().copied().filter(allowed).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Method;

    const METHOD: Method = Method {
        client: true,
        server: true,
        version: None,
        name: "TLS",
    };

    fn settings(change: impl FnOnce(&mut Settings)) -> Settings {
        let mut settings = Settings::for_method(&METHOD);
        change(&mut settings);
        settings
    }

    #[test]
    fn defaults() {
        let settings = settings(|_| ());
        assert_eq!(settings.usable_suites(true), [0x1302, 0x1303, 0x1301]);
        assert_eq!(settings.usable_suites(false).len(), 6);
        assert_eq!(settings.usable_groups(), group::DEFAULT);
        // SHA-1 is below the default level.
        assert_eq!(settings.usable_sigalgs().len(), sigalg::DEFAULT.len() - 2);
    }

    #[test]
    fn security_level_4_wants_192_bits() {
        let settings = settings(|s| s.security_level = 4);
        assert_eq!(settings.usable_suites(true), [0x1302, 0x1303]);
        let groups = [group::X448, group::SECP521R1, group::SECP384R1];
        assert_eq!(settings.usable_groups(), groups);
        assert!(!settings.usable_sigalgs().contains(&ECDSA_P256_SHA256));
    }

    #[test]
    fn suite_b_overrules_the_lists() {
        let settings = settings(|s| {
            s.groups = Some([group::X25519].into());
            assert_eq!(s.set_cipher_list(b"SUITEB192"), Ok(()));
        });
        assert_eq!(settings.usable_groups(), [group::SECP384R1]);
        assert_eq!(settings.usable_client_sigalgs(), [ECDSA_P384_SHA384]);
    }
}
