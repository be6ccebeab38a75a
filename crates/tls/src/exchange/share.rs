//! Ephemeral keys of the groups: X25519 and NIST's curves by aws-lc, where the library context is the default
//! one; everything else by libcrypto.

use std::ffi::CStr;
use std::fmt;

use super::{hybrid, Secret};
use crate::cipher::group as groups;
use crate::codec::{Malformed, OrFatal};
use crate::error::{Fatal, Reason};
use crate::registry::{alert, group, group::NamedGroup};
use crypto::agreement::{self, Agreement};
use crypto::exchange::{DeriveError, Exchange, ExchangeGroup as Names, UNCOMPRESSED};
use crypto::kem::KemError;
use crypto::library::Library;
use crypto::pkey::PKey;

/// The curve by aws-lc, where it does the work.
fn fast(library: &Library, group: NamedGroup) -> Option<agreement::Curve> {
    match group {
        _ if !library.is_default() => None,
        group::X25519 => Some(agreement::Curve::X25519),
        group::SECP256R1 => Some(agreement::Curve::P256),
        group::SECP384R1 => Some(agreement::Curve::P384),
        group::SECP521R1 => Some(agreement::Curve::P521),
        _ => None,
    }
}

/// libcrypto's names of the group.
fn names(group: NamedGroup) -> Option<Names> {
    const HYBRID: &CStr = c"X25519MLKEM768";
    match is_kem(group) {
        true => Some(Names {
            keys: HYBRID,
            name: HYBRID,
        }),
        false => groups::exchange(group),
    }
}

/// The group is a key encapsulation mechanism.
pub fn is_kem(group: NamedGroup) -> bool {
    group == group::X25519MLKEM768
}

/// Our ephemeral key.
#[derive(Debug)]
pub struct Share {
    library: Library,
    group: NamedGroup,
    key: Key,
}

#[derive(Debug)]
enum Key {
    AwsLc(Agreement),
    Libcrypto(Exchange),
    Hybrid(Box<hybrid::Keys>),
    /// A KEM of libcrypto's.
    Kem(Exchange),
}

impl Share {
    /// A new key of the group (`ssl_generate_pkey_group`).
    pub fn generate(library: &Library, group: NamedGroup) -> Result<Share, Fatal> {
        let key = if let Some(curve) = fast(library, group) {
            Agreement::generate(curve).map(Key::AwsLc)
        } else if is_kem(group) && library.is_default() {
            hybrid::Keys::generate().map(|keys| Key::Hybrid(Box::new(keys)))
        } else {
            let names = names(group).ok_or(Fatal::INTERNAL)?;
            let key = Exchange::generate(library, names);
            key.map(if is_kem(group) {
                Key::Kem
            } else {
                Key::Libcrypto
            })
        };
        let failed = Fatal::new(alert::INTERNAL_ERROR, Reason::ERR_R_EVP_LIB);
        Ok(Share {
            library: library.clone(),
            group,
            key: key.ok_or(failed)?,
        })
    }

    /// The key of a curve with this private part, for the vectors of specifications.
    pub fn from_private(
        library: &Library,
        group: NamedGroup,
        private: &[u8],
    ) -> Result<Share, Fatal> {
        let key = match fast(library, group) {
            Some(curve) => Agreement::from_private(curve, private).map(Key::AwsLc),
            None => {
                let names = names(group).ok_or(Fatal::INTERNAL)?;
                Exchange::from_private(library, names, private).map(Key::Libcrypto)
            }
        };
        Ok(Share {
            library: library.clone(),
            group,
            key: key.ok_or(Fatal::INTERNAL)?,
        })
    }

    /// What is sent: the uncompressed point, the number padded to the prime's length, or a KEM's key.
    pub fn public(&self) -> &[u8] {
        match &self.key {
            Key::AwsLc(key) => key.public(),
            Key::Libcrypto(key) | Key::Kem(key) => key.public(),
            Key::Hybrid(keys) => keys.public(),
        }
    }

    pub fn group(&self) -> NamedGroup {
        self.group
    }

    pub(super) fn library(&self) -> &Library {
        &self.library
    }

    /// The secret shared with the owner of a key of the same group (`ssl_derive`). That of Diffie-Hellman
    /// is padded, since its groups have numbers in TLS 1.3 only.
    pub fn agree(&self, peer: &PeerShare) -> Result<Secret, Fatal> {
        match (&self.key, &peer.key) {
            (Key::AwsLc(ours), PeerKey::AwsLc(theirs)) => {
                let secret = ours.agree(theirs);
                secret.ok_or_else(|| peer.refused())
            }
            (Key::Libcrypto(ours), PeerKey::Libcrypto(theirs)) => {
                ours.derive(theirs, true).map_err(underivable)
            }
            // A point that aws-lc has no form for: infinity.
            (Key::AwsLc(_), PeerKey::Libcrypto(_)) => Err(peer.refused()),
            _ => Err(Fatal::INTERNAL),
        }
    }

    /// The end of `tls_parse_stoc_key_share`: the secret of a client that has the server's share.
    pub fn complete(&self, share: &[u8]) -> Result<Secret, Fatal> {
        match &self.key {
            // ssl_decapsulate
            Key::Hybrid(keys) => keys.decapsulate(share).ok_or(Fatal::INTERNAL),
            Key::Kem(key) => key.decapsulate(share).map_err(|_| Fatal::INTERNAL),
            Key::AwsLc(_) | Key::Libcrypto(_) => {
                self.agree(&PeerShare::tls13(&self.library, self.group, share)?)
            }
        }
    }
}

/// A group for which a peer's share is expected (`ssl_generate_param_group`).
#[derive(Debug)]
pub struct Parameters {
    library: Library,
    group: NamedGroup,
    /// libcrypto's; `None` where aws-lc does the work.
    key: Option<PKey>,
}

impl Parameters {
    /// Fails if the library has no such group.
    pub fn of_group(library: &Library, group: NamedGroup) -> Result<Parameters, Fatal> {
        let by_aws_lc = fast(library, group).is_some() || is_kem(group) && library.is_default();
        let mut parameters = Parameters {
            library: library.clone(),
            group,
            key: None,
        };
        if !by_aws_lc {
            let key = names(group).and_then(|names| PKey::of_group(library, names));
            let reason = Reason::UNABLE_TO_FIND_ECDH_PARAMETERS;
            parameters.key = Some(key.ok_or(Fatal::new(alert::INTERNAL_ERROR, reason))?);
        }
        Ok(parameters)
    }

    /// A share in TLS 1.3's form (`tls13_set_encoded_pub_key`): a number as long as the prime, an
    /// uncompressed point.
    pub fn tls13_share(self, bytes: &[u8]) -> Result<PeerShare, Malformed> {
        let right = match names(self.group).map(|names| names.keys) {
            Some(keys) if keys == c"DH" => {
                let length = self.key.as_ref().map_or(0, PKey::size);
                length > 0 && bytes.len() == length
            }
            Some(keys) if keys == c"EC" => bytes.len() >= 3 && bytes[0] == UNCOMPRESSED,
            _ => true,
        };
        match right {
            true => self.share(bytes),
            false => Err(Malformed),
        }
    }

    /// A share in any form that libcrypto takes (`EVP_PKEY_set1_encoded_public_key`), as TLS 1.2 does: points
    /// may be compressed or hybrid.
    pub fn share(self, bytes: &[u8]) -> Result<PeerShare, Malformed> {
        let key = match (self.key, fast(&self.library, self.group)) {
            (None, None) => hybrid::Peer::parse(bytes).map(|peer| PeerKey::Hybrid(Box::new(peer))),
            (None, Some(curve)) => curve_key(&self.library, self.group, curve, bytes),
            (Some(key), _) => key.with_public(bytes).map(match is_kem(self.group) {
                true => PeerKey::Kem,
                false => PeerKey::Libcrypto,
            }),
        };
        Ok(PeerShare {
            library: self.library,
            group: self.group,
            key: key.ok_or(Malformed)?,
        })
    }
}

/// A key for aws-lc. What it doesn't take, libcrypto judges, and queues its errors if it is wrong.
fn curve_key(
    library: &Library,
    group: NamedGroup,
    curve: agreement::Curve,
    bytes: &[u8],
) -> Option<PeerKey> {
    if let Some(key) = agreement::PeerKey::parse(curve, bytes) {
        return Some(PeerKey::AwsLc(key));
    }
    let key = PKey::from_encoded(library, names(group)?, bytes)?;
    let usual = agreement::PeerKey::parse(curve, &key.encoded()?);
    Some(usual.map_or(PeerKey::Libcrypto(key), PeerKey::AwsLc))
}

/// A peer's share.
#[derive(Debug)]
pub struct PeerShare {
    library: Library,
    group: NamedGroup,
    key: PeerKey,
}

#[derive(Debug)]
enum PeerKey {
    AwsLc(agreement::PeerKey),
    Libcrypto(PKey),
    Hybrid(Box<hybrid::Peer>),
    Kem(PKey),
}

/// A server's share, and the secret.
pub struct Answer {
    pub share: Vec<u8>,
    pub secret: Secret,
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("share", &self.share)
            .finish_non_exhaustive()
    }
}

impl PeerShare {
    /// A share in a key_share extension, as `tls_parse_ctos_key_share` and `tls_parse_stoc_key_share`
    /// check it.
    pub fn tls13(library: &Library, group: NamedGroup, bytes: &[u8]) -> Result<PeerShare, Fatal> {
        Parameters::of_group(library, group)?
            .tls13_share(bytes)
            .or_fatal(alert::ILLEGAL_PARAMETER, Reason::BAD_ECPOINT)
    }

    pub fn group(&self) -> NamedGroup {
        self.group
    }

    /// The end of `tls_construct_stoc_key_share`: a server's share for a client's, by a new key or by
    /// encapsulating (`ssl_encapsulate`).
    pub fn answer(&self) -> Result<Answer, Fatal> {
        let (share, secret) = match &self.key {
            PeerKey::Hybrid(peer) => peer.encapsulate().ok_or(BAD_KEY_SHARE)?,
            PeerKey::Kem(key) => key
                .encapsulate(&self.library)
                .map_err(|error| match error {
                    KemError::NotReady => Fatal::INTERNAL,
                    KemError::Refused => BAD_KEY_SHARE,
                })?,
            PeerKey::AwsLc(_) | PeerKey::Libcrypto(_) => {
                let ours = self.our_key()?;
                (ours.public().to_vec(), ours.agree(self)?)
            }
        };
        Ok(Answer { share, secret })
    }

    /// A new key of the same group (`ssl_generate_pkey`).
    pub(super) fn our_key(&self) -> Result<Share, Fatal> {
        let failed = Fatal::new(alert::INTERNAL_ERROR, Reason::ERR_R_MALLOC_FAILURE);
        Share::generate(&self.library, self.group).map_err(|_| failed)
    }

    /// Why aws-lc could not agree: libcrypto decides, and queues its errors.
    fn refused(&self) -> Fatal {
        let Some(names) = names(self.group) else {
            return Fatal::INTERNAL;
        };
        let parsed = match &self.key {
            PeerKey::AwsLc(key) => PKey::from_encoded(&self.library, names, key.bytes()),
            PeerKey::Libcrypto(key) => Some(key.clone()),
            PeerKey::Hybrid(_) | PeerKey::Kem(_) => None,
        };
        let ours = Exchange::generate(&self.library, names);
        match (ours, parsed) {
            (Some(ours), Some(theirs)) => ours
                .derive(&theirs, true)
                .err()
                .map_or(Fatal::INTERNAL, underivable),
            _ => Fatal::INTERNAL,
        }
    }
}

const BAD_KEY_SHARE: Fatal = Fatal::new(alert::ILLEGAL_PARAMETER, Reason::BAD_KEY_SHARE);

/// The alert and the reason of `ssl_derive`.
pub(super) fn underivable(error: DeriveError) -> Fatal {
    match error {
        DeriveError::NotReady => Fatal::INTERNAL,
        DeriveError::Weak => BAD_KEY_SHARE,
    }
}
