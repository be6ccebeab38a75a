//! Whether a certificate chain suits the peer (SSL_check_chain(3), `SSL_CERT_FLAG_TLS_STRICT`).

use libc::c_int;

use super::state::Role;
use super::Connection;
use crate::cipher::group::Group;
use crate::cipher::list::SUITEB_MASK;
use crate::cipher::sigalg::SignatureAlgorithm;
use crate::constants::{
    TLSEXT_signature_dsa, TLSEXT_signature_ecdsa, TLSEXT_signature_rsa, CERT_PKEY_CA_PARAM,
    CERT_PKEY_CA_SIGNATURE, CERT_PKEY_CERT_TYPE, CERT_PKEY_EE_PARAM, CERT_PKEY_EE_SIGNATURE,
    CERT_PKEY_EXPLICIT_SIGN, CERT_PKEY_ISSUER_NAME, CERT_PKEY_SIGN, CERT_PKEY_SUITEB,
    CERT_PKEY_VALID, SSL_CERT_FLAG_TLS_STRICT, SSL_SECOP_CURVE_CHECK, TLS_CT_DSS_SIGN,
    TLS_CT_ECDSA_SIGN, TLS_CT_RSA_SIGN,
};
use crate::context::credentials::{KeyType, Slot};
use crate::context::policy::Moment;
use crate::context::security::Secured;
use crate::handshake::{usable, TLS12, TLS13};
use crate::sys::ffi;
use crate::sys::pkey::PKey;
use crate::sys::x509::X509;
use crate::sys::x509_cert::CertStack;
use tls::registry::group;
use tls::registry::scheme::{self, SignatureScheme};
use tls::registry::suite::{self, CipherSuite};

/// What a chain must have if the application asks about it, or in strict mode.
const WANTED: c_int = CERT_PKEY_EE_SIGNATURE | CERT_PKEY_EE_PARAM;
const WANTED_STRICT: c_int = WANTED
    | CERT_PKEY_CA_SIGNATURE
    | CERT_PKEY_CA_PARAM
    | CERT_PKEY_ISSUER_NAME
    | CERT_PKEY_CERT_TYPE;

/// The suites of Suite B.
const ECDHE_ECDSA_AES_128_GCM: CipherSuite = suite::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256;
const ECDHE_ECDSA_AES_256_GCM: CipherSuite = suite::TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384;

/// The signature algorithms that a certificate may be signed with.
enum Signatures {
    /// Any.
    Any,
    /// The default for a peer that sent no list, by its NID.
    Default(c_int),
    /// One of these algorithms.
    Listed(Vec<SignatureScheme>),
}

/// A certificate chain to be checked.
struct CheckedChain<'a> {
    leaf: &'a X509,
    key: &'a PKey,
    key_type: KeyType,
    authorities: Option<&'a CertStack>,
}

impl CheckedChain<'_> {
    fn authorities(&self) -> impl Iterator<Item = X509> + '_ {
        self.authorities
            .iter()
            .flat_map(|chain| chain.certificates())
    }
}

impl Connection {
    /// `SSL_check_chain`: the bits `CERT_PKEY_*`; 0 for a key that TLS cannot use.
    pub(crate) fn chain_properties(
        &self,
        leaf: &X509,
        key: &PKey,
        authorities: Option<&CertStack>,
    ) -> c_int {
        let Some(key_type) = KeyType::of(key) else {
            return 0;
        };
        let mut wanted = match self.is_strict() {
            true => WANTED_STRICT,
            false => WANTED,
        };
        if self.suite_b() != 0 {
            wanted |= CERT_PKEY_SUITEB;
        }
        let chain = CheckedChain {
            leaf,
            key,
            key_type,
            authorities,
        };
        let mut found = self.properties(&chain);
        if found & wanted == wanted {
            found |= CERT_PKEY_VALID;
        }
        found | self.may_sign(key_type)
    }

    /// Whether our certificate passes the strict checks that the application asked for.
    pub(super) fn suits_peer_strictly(&self, slot: &Slot) -> bool {
        let Some((leaf, key)) = slot.pair() else {
            return false;
        };
        let Some(key_type) = KeyType::of(key) else {
            return false;
        };
        let chain = CheckedChain {
            leaf,
            key,
            key_type,
            authorities: slot.chain.as_deref(),
        };
        let mut wanted = WANTED_STRICT;
        if self.suite_b() != 0 {
            wanted |= CERT_PKEY_SUITEB;
        }
        self.properties(&chain) & wanted == wanted
    }

    /// `SSL_CERT_FLAG_TLS_STRICT`, which Suite B implies.
    pub(super) fn is_strict(&self) -> bool {
        self.settings().cert_flags & (SUITEB_MASK | SSL_CERT_FLAG_TLS_STRICT) != 0
    }

    fn suite_b(&self) -> u32 {
        self.settings().cert_flags & SUITEB_MASK
    }

    fn properties(&self, chain: &CheckedChain<'_>) -> c_int {
        let mut found = 0;
        if self.suite_b() != 0 && chain.leaf.suits_suite_b(chain.authorities, self.suite_b()) {
            found |= CERT_PKEY_SUITEB;
        }
        found |= self.signatures(chain);

        let shared = self.shared_sigalgs();
        if self.has_good_curve(chain.leaf, Some(&shared)) {
            found |= CERT_PKEY_EE_PARAM;
        }
        let client = self.role() != Role::Server;
        let mut authorities = chain.authorities();
        if client || authorities.all(|ca| self.has_good_curve(&ca, None)) {
            found |= CERT_PKEY_CA_PARAM;
        }
        if !client || self.has_asked_for_type(chain.key) {
            found |= CERT_PKEY_CERT_TYPE;
        }
        if !client || self.has_asked_for_issuer(chain) {
            found |= CERT_PKEY_ISSUER_NAME;
        }
        found
    }

    /// The bits about signatures.
    fn signatures(&self, chain: &CheckedChain<'_>) -> c_int {
        const BOTH: c_int = CERT_PKEY_EE_SIGNATURE | CERT_PKEY_CA_SIGNATURE;
        if self.current_version() < TLS12 {
            return BOTH;
        }
        let Some(allowed) = self.allowed_signatures(chain.key_type) else {
            return 0;
        };
        let mut found = 0;
        let leaf = match self.is_tls13() {
            true => self.can_sign_with(chain),
            false => allowed.include(chain.leaf),
        };
        if leaf {
            found |= CERT_PKEY_EE_SIGNATURE;
        }
        if chain.authorities().all(|ca| allowed.include(&ca)) {
            found |= CERT_PKEY_CA_SIGNATURE;
        }
        found
    }

    /// How certificates may be signed; `None` if the peer defaults to SHA-1 and we do not allow it.
    fn allowed_signatures(&self, key_type: KeyType) -> Option<Signatures> {
        let (offered, certificates) = (self.offered_sigalgs(), self.offered_certificate_sigalgs());
        if !offered.is_empty() || !certificates.is_empty() {
            return Some(Signatures::Listed(
                match self.is_tls13() && !certificates.is_empty() {
                    true => certificates,
                    false => self.shared_sigalgs(),
                },
            ));
        }
        // RFC 5246, section 7.4.1.4.1
        let Some(default) = default_algorithm(key_type) else {
            return Some(Signatures::Any);
        };
        let settings = self.settings();
        let listed = settings.sigalgs.as_ref();
        if listed.is_some_and(|listed| !listed.contains(&default.id)) {
            return None;
        }
        Some(Signatures::Default(default.sig_hash_nid))
    }

    /// TLS 1.3: whether both sides have a common algorithm for this key.
    fn can_sign_with(&self, chain: &CheckedChain<'_>) -> bool {
        let (library, certificates) = (self.library(), self.offered_certificate_sigalgs());
        let public = chain.key.subject_public_key();
        let signed = chain.leaf.signature_digest_and_key();
        let signed_well = certificates.is_empty()
            || certificates
                .iter()
                .filter_map(|id| SignatureAlgorithm::find(*id))
                .any(|a| signed == Some((a.hash_nid, a.sig_nid)));
        signed_well
            && self.shared_sigalgs().into_iter().any(|id| {
                usable(TLS13, id, public)
                    && SignatureAlgorithm::find(id)
                        .is_some_and(|a| chain.key.supports_digest(&library, a.hash_nid))
            })
    }

    /// Whether a certificate's curve, if it has one, suits both sides. With `shared`, the algorithm that Suite
    /// B requires for the curve must be among these too.
    fn has_good_curve(&self, cert: &X509, shared: Option<&[SignatureScheme]>) -> bool {
        let Some(key) = cert.public_key() else {
            return false;
        };
        if !key.is_a(c"EC") {
            return true;
        }
        let group = key.curve_name().and_then(|name| Group::find_name(&name));
        let Some(group) = group else {
            return false;
        };
        let server = self.role() == Role::Server;
        let number = group.id.0.to_be_bytes();
        let secure = self.is_secure(
            SSL_SECOP_CURVE_CHECK,
            group.security_bits,
            group.nid,
            number.as_ptr().cast_mut().cast(),
        );
        if !secure || !server && !self.settings().listed_groups().contains(&group.id) {
            return false;
        }
        let facts = self.negotiation.facts();
        let suite = facts.as_ref().and_then(|facts| facts.suite);
        let curve_of_suite = match suite {
            Some(ECDHE_ECDSA_AES_128_GCM) => Some(group::SECP256R1),
            Some(ECDHE_ECDSA_AES_256_GCM) => Some(group::SECP384R1),
            _ => None,
        };
        if self.suite_b() != 0 && suite.is_some() && Some(group.id) != curve_of_suite {
            return false;
        }
        let offered = self.negotiation.offered();
        let peers = offered.groups();
        if server && !peers.is_empty() && !peers.contains(&group.id) {
            return false;
        }
        match (shared, group.id) {
            (Some(shared), id) if self.suite_b() != 0 => match id {
                group::SECP256R1 => shared.contains(&scheme::ECDSA_SECP256R1_SHA256),
                group::SECP384R1 => shared.contains(&scheme::ECDSA_SECP384R1_SHA384),
                _ => false,
            },
            _ => true,
        }
    }

    /// Client: whether the server accepts certificates with this type of key.
    fn has_asked_for_type(&self, key: &PKey) -> bool {
        let types = [
            (c"RSA", TLS_CT_RSA_SIGN),
            (c"DSA", TLS_CT_DSS_SIGN),
            (c"EC", TLS_CT_ECDSA_SIGN),
        ];
        let Some((_, wanted)) = types.iter().find(|(name, _)| key.is_a(name)) else {
            return true;
        };
        let facts = self.negotiation.facts();
        let request = facts.as_ref().and_then(|f| f.certificate_request.as_ref());
        request.is_some_and(|request| request.certificate_types.contains(&(*wanted as u8)))
    }

    /// Client: whether the server named an issuer of the chain, or named no issuers.
    fn has_asked_for_issuer(&self, chain: &CheckedChain<'_>) -> bool {
        let names = self.identity.peer_authorities();
        // SAFETY: `names` is NULL or the connection's own stack, which nothing here changes.
        let mut names = unsafe { crate::sys::stack::iter(names.cast()) }.peekable();
        names.peek().is_none()
            || names.any(|name: *mut ffi::X509_NAME| {
                let mut certs = std::iter::once(chain.leaf.clone()).chain(chain.authorities());
                // SAFETY: `name` is an element of the connection's live stack.
                certs.any(|cert| unsafe { cert.is_issued_by(name) })
            })
    }

    /// Whether the peer lets us sign with this type of key, and whether it said so explicitly.
    fn may_sign(&self, key_type: KeyType) -> c_int {
        const EXPLICITLY: c_int = CERT_PKEY_SIGN | CERT_PKEY_EXPLICIT_SIGN;
        if self.current_version() < TLS12 {
            return EXPLICITLY;
        }
        let heard = match self.negotiation.facts().as_ref() {
            Some(facts) if facts.resumed => false,
            Some(facts) => self.role() == Role::Server || facts.certificate_request.is_some(),
            None => false,
        };
        if !heard {
            return 0;
        }
        if self.offered_sigalgs().is_empty() && self.offered_certificate_sigalgs().is_empty() {
            let own = self.policy(Moment::Shared).sigalgs();
            return match default_algorithm(key_type) {
                Some(default) if own.contains(&default.id) => CERT_PKEY_SIGN,
                _ => 0,
            };
        }
        let (tls13, missing) = (self.is_tls13(), self.settings().missing.clone());
        let signs = |id: &SignatureScheme| {
            SignatureAlgorithm::find(*id).is_some_and(|a| {
                signing_key(a.id) == Some(key_type)
                    && !(tls13 && a.is_pkcs1())
                    && missing.has_auth(a.auth())
            })
        };
        match self.shared_sigalgs().iter().any(signs) {
            true => EXPLICITLY,
            false => 0,
        }
    }
}

/// The type of key that signs with an algorithm.
fn signing_key(id: SignatureScheme) -> Option<KeyType> {
    Some(match id {
        scheme::ED25519 => KeyType::Ed25519,
        scheme::ED448 => KeyType::Ed448,
        scheme::RSA_PSS_RSAE_SHA256 | scheme::RSA_PSS_RSAE_SHA384 | scheme::RSA_PSS_RSAE_SHA512 => {
            KeyType::Rsa
        }
        scheme::RSA_PSS_PSS_SHA256 | scheme::RSA_PSS_PSS_SHA384 | scheme::RSA_PSS_PSS_SHA512 => {
            KeyType::RsaPss
        }
        _ => {
            let of_tls12 = [
                (TLSEXT_signature_rsa, KeyType::Rsa),
                (TLSEXT_signature_dsa, KeyType::Dsa),
                (TLSEXT_signature_ecdsa, KeyType::Ec),
            ];
            let signature = c_int::from(id.0 & 0xff);
            of_tls12.into_iter().find(|(of, _)| *of == signature)?.1
        }
    })
}

/// The algorithm that TLS 1.2 implies for a type of key if the peer sent no list.
fn default_algorithm(key_type: KeyType) -> Option<&'static SignatureAlgorithm> {
    SignatureAlgorithm::find(match key_type {
        KeyType::Rsa => scheme::RSA_PKCS1_SHA1,
        KeyType::Dsa => scheme::DSA_SHA1,
        KeyType::Ec => scheme::ECDSA_SHA1,
        _ => return None,
    })
}

impl Signatures {
    fn include(&self, cert: &X509) -> bool {
        let nid = cert.signature_nid();
        match self {
            Signatures::Any => true,
            Signatures::Default(default) => nid == *default,
            Signatures::Listed(list) => list
                .iter()
                .filter_map(|id| SignatureAlgorithm::find(*id))
                .any(|a| a.sig_hash_nid == nid),
        }
    }
}
