//! Our certificates: which of them the peer takes, and what a client is asked for.

use super::group::Groups;
use super::signature::{group_of_curve, Algorithms, Chosen, SigningFacts};
use super::{is_dtls, is_tls13, KeyType};
use crate::cipher::{auth, kx, Cipher};
use crate::registry::certificate_type::{
    ClientCertificateType, DSS_EPHEMERAL_DH, DSS_SIGN, ECDSA_SIGN, RSA_EPHEMERAL_DH, RSA_SIGN,
};
use crate::registry::group::{SECP256R1, SECP384R1};
use crate::registry::scheme::nid::{DSA, EC, RSA, SHA1};
use crate::registry::scheme::{
    SignatureAlgorithm, SignatureScheme, DSA_SHA1, ECDSA_SECP256R1_SHA256, ECDSA_SECP384R1_SHA384,
    ECDSA_SHA1, RSA_PKCS1_SHA1,
};
use crate::registry::version::{ProtocolVersion, SSL3, TLS10, TLS12};

/// A certificate of ours with its key. There is one at most for each type of key.
#[derive(Clone, Copy)]
pub struct Certificate<'a> {
    pub key_type: KeyType,
    /// NID of the key's curve; 0 for none.
    pub curve: i32,
    /// Bytes of a signature (`EVP_PKEY_get_size`).
    pub key_size: usize,
    /// Its key usage allows signatures, or there is none.
    pub may_sign: bool,
    /// NIDs of digest and key type of its own signature (`X509_get_signature_info`); `None` for an unknown one.
    pub signed_with: Option<(i32, i32)>,
    /// `EVP_PKEY_digestsign_supports_digest`, by NID; 0 asks about an algorithm with a digest of its own.
    pub signs_with: &'a dyn Fn(i32) -> bool,
}

impl<'a> Certificate<'a> {
    /// `ssl_has_cert`: the certificate in the slot of that type.
    pub fn find<'b>(own: &'b [Certificate<'a>], key_type: KeyType) -> Option<&'b Certificate<'a>> {
        own.iter().find(|own| own.key_type == key_type)
    }
}

/// What a certificate is good for: `valid_flags`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Validity {
    /// It suits the peer.
    pub valid: bool,
    /// The peer lets us sign with it.
    pub sign: bool,
    /// And has said so.
    pub explicit_sign: bool,
}

/// What the certificates are good for, by type of key.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Validities([Validity; super::KEY_TYPES.len()]);

impl Validities {
    pub fn of(&self, key_type: KeyType) -> Validity {
        self.0[key_type as usize]
    }

    /// The peer means that we may sign with such a key.
    pub(super) fn signs(&mut self, key_type: KeyType) {
        self.0[key_type as usize].sign = true;
    }

    /// The peer says that we may sign with such a key.
    pub(super) fn signs_explicitly(&mut self, key_type: KeyType) {
        let validity = &mut self.0[key_type as usize];
        validity.sign = true;
        validity.explicit_sign = true;
    }

    /// The end of `tls1_check_chain`: notes whether a certificate suits the peer. A type without a certificate
    /// never does.
    ///
    /// Below TLS 1.2, and with DTLS, what suits may also sign.
    pub fn set_valid(&mut self, key_type: KeyType, valid: bool, version: ProtocolVersion) {
        let validity = &mut self.0[key_type as usize];
        validity.valid = valid;
        if valid && !has_tls12_rules(version) {
            validity.sign = true;
            validity.explicit_sign = true;
        }
    }
}

/// `TLS1_get_version(s) >= TLS1_2_VERSION`: not with DTLS.
fn has_tls12_rules(version: ProtocolVersion) -> bool {
    !is_dtls(version) && version >= TLS12
}

/// The public key of a certificate.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PublicKey {
    /// It cannot be read.
    Unknown,
    /// Not of an elliptic curve like P-256.
    Other,
    /// With the curve's NID, 0 for an unknown one.
    Ec(i32),
}

/// What matters of a certificate of a chain.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Link {
    pub public: PublicKey,
    /// `X509_get_signature_nid`.
    pub signature: i32,
}

/// A certificate of ours with its chain, as [`suits_peer`] wants it.
#[derive(Clone, Copy)]
pub struct Chain<'a> {
    pub key_type: KeyType,
    pub leaf: Link,
    pub authorities: &'a [Link],
    /// `X509_chain_check_suiteb` likes it; matters with Suite B.
    pub suits_suite_b: bool,
    /// Clients: the server named an issuer of a certificate of the chain, or none at all.
    pub issuer_asked: bool,
    /// Clients: the types that the server asked for.
    pub types_asked: &'a [ClientCertificateType],
}

/// `tls1_check_chain` of a slot: whether the peer takes a certificate of ours. What is not strict looks at the
/// curve alone.
pub fn suits_peer(
    algorithms: &Algorithms<'_>,
    shared: &[&'static SignatureAlgorithm],
    groups: &Groups<'_>,
    chain: &Chain<'_>,
) -> bool {
    let strict = algorithms.strict;
    if algorithms.suite_b.is_some() && !chain.suits_suite_b {
        return false;
    }
    if has_tls12_rules(algorithms.version) && strict && !is_well_signed(algorithms, shared, chain) {
        return false;
    }
    if !has_good_curve(algorithms, Some(shared), groups, &chain.leaf) {
        return false;
    }
    if !strict {
        return true;
    }
    if algorithms.server {
        let mut authorities = chain.authorities.iter();
        return authorities.all(|ca| has_good_curve(algorithms, None, groups, ca));
    }
    let type_asked = match chain.key_type {
        KeyType::Rsa => chain.types_asked.contains(&RSA_SIGN),
        KeyType::Dsa => chain.types_asked.contains(&DSS_SIGN),
        KeyType::Ec => chain.types_asked.contains(&ECDSA_SIGN),
        _ => true,
    };
    type_asked && chain.issuer_asked
}

/// Whether the peer knows how the certificates of a chain are signed.
fn is_well_signed(
    algorithms: &Algorithms<'_>,
    shared: &[&'static SignatureAlgorithm],
    chain: &Chain<'_>,
) -> bool {
    let silent = algorithms.peer.is_none() && algorithms.peer_for_certificates.is_none();
    let default = silent.then(|| default_scheme(chain.key_type));
    let known: Box<dyn Fn(&Link) -> bool> = match default {
        // Nothing is said, and nothing is meant.
        Some(None) => return true,
        // SHA-1 is meant (RFC 5246 section 7.4.1.4.1); our own list must have it.
        Some(Some((scheme, key_nid))) => {
            let has_it = |listed: &SignatureScheme| {
                algorithms
                    .find(*listed)
                    .is_some_and(|a| a.hash_nid == SHA1 && a.sig_nid == key_nid)
            };
            if algorithms
                .listed
                .is_some_and(|list| !list.iter().any(has_it))
            {
                return false;
            }
            let Some(nid) = SignatureAlgorithm::find(scheme).map(|a| a.sig_hash_nid) else {
                return false;
            };
            Box::new(move |link| link.signature == nid)
        }
        None => {
            let of_certificates = algorithms
                .peer_for_certificates
                .filter(|_| is_tls13(algorithms.version));
            let nids: Vec<_> = match of_certificates {
                Some(list) => list
                    .iter()
                    .filter_map(|scheme| algorithms.find(*scheme))
                    .map(|a| a.sig_hash_nid)
                    .collect(),
                None => shared.iter().map(|a| a.sig_hash_nid).collect(),
            };
            Box::new(move |link| nids.contains(&link.signature))
        }
    };
    // In TLS 1.3 the choice of the algorithm has looked at the leaf.
    (is_tls13(algorithms.version) || known(&chain.leaf)) && chain.authorities.iter().all(known)
}

/// What TLS 1.2 means for a type of key where nothing is said, and the NID of that type.
fn default_scheme(key_type: KeyType) -> Option<(SignatureScheme, i32)> {
    match key_type {
        KeyType::Rsa => Some((RSA_PKCS1_SHA1, RSA)),
        KeyType::Dsa => Some((DSA_SHA1, DSA)),
        KeyType::Ec => Some((ECDSA_SHA1, EC)),
        _ => None,
    }
}

/// `tls1_check_cert_param`: whether the curve of a certificate, if it has one, suits both sides. With `shared`
/// and Suite B, the algorithm of that curve must be among them.
fn has_good_curve(
    algorithms: &Algorithms<'_>,
    shared: Option<&[&'static SignatureAlgorithm]>,
    groups: &Groups<'_>,
    link: &Link,
) -> bool {
    let curve = match link.public {
        PublicKey::Unknown => return false,
        PublicKey::Other => return true,
        PublicKey::Ec(curve) => curve,
    };
    let group = group_of_curve(curve);
    if !groups.check(group, !algorithms.server) {
        return false;
    }
    let Some(shared) = shared.filter(|_| algorithms.suite_b.is_some()) else {
        return true;
    };
    let wanted = match group {
        SECP256R1 => ECDSA_SECP256R1_SHA256,
        SECP384R1 => ECDSA_SECP384R1_SHA384,
        _ => return false,
    };
    shared
        .iter()
        .any(|a| super::signature::scheme_of(a) == wanted)
}

/// `ssl3_check_client_certificate`: the certificate that a client answers with, and what it signs with. Where
/// the program is strict, `suits_peer` says whether the chain of that type is what the server wants.
pub fn choose_for_client(
    algorithms: &Algorithms<'_>,
    facts: &SigningFacts<'_>,
    suits_peer: impl FnOnce(KeyType) -> bool,
) -> Option<Chosen> {
    let chosen = algorithms.choose(facts).ok().flatten()?;
    (!algorithms.strict || suits_peer(chosen.key_type)).then_some(chosen)
}

/// `ssl3_get_req_cert_type`: the types of certificates that a server asks for below TLS 1.3. `custom` is the
/// program's list.
pub fn types_to_ask_for(
    algorithms: &Algorithms<'_>,
    suite: &Cipher,
    custom: Option<&[ClientCertificateType]>,
) -> Vec<ClientCertificateType> {
    if let Some(custom) = custom {
        return custom.to_vec();
    }
    let disabled = algorithms.disabled_auth();
    let version = algorithms.version;
    let ephemeral = version == SSL3 && suite.kx & kx::DHE != 0;
    let rows = [
        (RSA_EPHEMERAL_DH, ephemeral),
        (DSS_EPHEMERAL_DH, ephemeral && disabled & auth::DSS == 0),
        (RSA_SIGN, disabled & auth::RSA == 0),
        (DSS_SIGN, disabled & auth::DSS == 0),
        // DTLS's numbers are above those of TLS.
        (ECDSA_SIGN, version >= TLS10 && disabled & auth::ECDSA == 0),
    ];
    let asked = rows.into_iter().filter(|(_, asked)| *asked);
    asked.map(|(number, _)| number).collect()
}
