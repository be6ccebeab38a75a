//! The settings and what the peer has said, in the form in which `choose` wants them.

use std::rc::Rc;

use super::{Handshake, Side};
use crate::choose::certificate::Certificate;
use crate::choose::group::Groups;
use crate::choose::signature::Algorithms;
use crate::choose::version::{is_dtls, Range, Versions};
use crate::choose::Security;
use crate::cipher::{digest, Cipher};
use crate::config::{Config, Credential};
use crate::error::Reason;
use crate::link::Link;
use crate::registry::group::NamedGroup;
use crate::registry::scheme::SignatureScheme;
use crate::registry::version::{ProtocolVersion, DTLS10, TLS12};
use crate::schedule::Hash;

/// What the peer has said about its abilities, as of one moment.
pub(crate) struct Peer {
    version: ProtocolVersion,
    suite: Option<&'static Cipher>,
    groups: Rc<[NamedGroup]>,
    schemes: Option<Rc<[SignatureScheme]>>,
    cert_schemes: Option<Rc<[SignatureScheme]>>,
    lowest: ProtocolVersion,
    server: bool,
}

impl Handshake {
    /// What is enabled.
    pub(crate) fn versions<'a>(&'a self, security: Security<'a>) -> Versions<'a> {
        let config = &*self.config;
        Versions {
            method: self.method(),
            lowest: config.lowest,
            highest: config.highest,
            forbidden: &config.forbidden,
            unsupported: config.unsupported,
            suite_b: config.suite_b.is_some(),
            server: self.side == Side::Server,
            tls13_capable: config.tls13_capable,
            security,
        }
    }

    /// The hash of the handshake and of the PRF with a suite (`ssl_handshake_md`, `ssl_get_algorithm2`). TLS 1.2
    /// has no suite whose hash is MD5 and SHA-1.
    pub(crate) fn suite_hash(&self, suite: &Cipher, version: ProtocolVersion) -> Hash {
        let is_old = !is_dtls(version) && version < TLS12 || version == DTLS10;
        let hash = match suite.handshake_digest {
            digest::SHA384 => Hash::SHA384,
            digest::MD5_SHA1 if is_old => Hash::MD5_SHA1,
            _ => Hash::SHA256,
        };
        hash.by(&self.config.library)
    }

    /// `ssl_get_min_max_version`
    pub(crate) fn version_range(&self, link: &dyn Link) -> Result<Range, Reason> {
        self.versions(&|question| link.allows(question)).range()
    }

    /// What the peer has said by now.
    pub(crate) fn peer(&self, link: &dyn Link) -> Peer {
        let facts = link.facts();
        Peer {
            version: self.method().unnegotiated(),
            suite: facts.suite.get(),
            groups: facts.peer_groups.get(),
            schemes: facts.peer_schemes.get(),
            cert_schemes: facts.peer_cert_schemes.get(),
            lowest: self.lowest_offered,
            server: self.side == Side::Server,
        }
    }
}

impl Peer {
    /// Groups of both sides.
    pub(crate) fn shared_groups<'a>(
        &'a self,
        config: &'a Config,
        security: Security<'a>,
    ) -> Groups<'a> {
        Groups {
            server: self.server,
            version: self.version,
            suite_b: config.suite_b,
            suite: self.suite,
            listed: &config.groups,
            peer: &self.groups,
            server_preference: config.options.cipher_server_preference,
            missing: &config.missing,
            security,
        }
    }

    /// Signature algorithms of both sides.
    pub(crate) fn algorithms<'a>(
        &'a self,
        config: &'a Config,
        security: Security<'a>,
    ) -> Algorithms<'a> {
        Algorithms {
            server: self.server,
            version: self.version,
            lowest_version: self.lowest,
            suite_b: config.suite_b,
            strict: config.strict,
            server_preference: config.options.cipher_server_preference,
            listed: config.schemes.as_deref(),
            listed_for_clients: config.client_schemes.as_deref(),
            peer: self.schemes.as_deref(),
            peer_for_certificates: self.cert_schemes.as_deref(),
            missing: &config.missing,
            security,
        }
    }
}

/// Our certificates as `choose` wants them.
pub(crate) fn with_certificates<T>(
    config: &Config,
    use_them: impl FnOnce(&[Certificate<'_>]) -> T,
) -> T {
    let asks = config.credentials.iter();
    let asks: Vec<_> = asks
        .map(|own| move |digest| own.key.supports_digest(&config.library, digest))
        .collect();
    let own = config.credentials.iter().zip(&asks);
    let certificates: Vec<_> = own.map(|(own, asks)| certificate(own, asks)).collect();
    use_them(&certificates)
}

/// A credential as `choose` wants it; `signs_with` tells with which digests its key can sign.
pub(crate) fn certificate<'a>(
    credential: &Credential,
    signs_with: &'a dyn Fn(i32) -> bool,
) -> Certificate<'a> {
    Certificate {
        key_type: credential.key_type,
        curve: credential.curve,
        key_size: credential.key_size,
        may_sign: credential.may_sign,
        signed_with: credential.signed_with,
        signs_with,
    }
}
