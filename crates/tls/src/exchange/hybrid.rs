//! X25519MLKEM768 (draft-ietf-tls-ecdhe-mlkem): shares and secrets of ML-KEM-768, followed by those of X25519.

use std::fmt;

use zeroize::Zeroizing;

use super::Secret;
use crate::codec::Reader;
use crypto::agreement::{Agreement, Curve, PeerKey};
use crypto::kem::{self, DecapsulationKey};

/// A client's keys.
#[derive(Debug)]
pub(super) struct Keys {
    ml_kem: DecapsulationKey,
    x25519: Agreement,
    public: Vec<u8>,
}

impl Keys {
    pub(super) fn generate() -> Option<Keys> {
        let ml_kem = DecapsulationKey::generate()?;
        let x25519 = Agreement::generate(Curve::X25519)?;
        let public = [ml_kem.public(), x25519.public()].concat();
        Some(Keys {
            ml_kem,
            x25519,
            public,
        })
    }

    pub(super) fn public(&self) -> &[u8] {
        &self.public
    }

    /// The secret of a server's share; `None` if that has another length, or a point of small order.
    pub(super) fn decapsulate(&self, share: &[u8]) -> Option<Secret> {
        let (ciphertext, point) = split(share, kem::CIPHERTEXT_LENGTH)?;
        let first = self.ml_kem.decapsulate(ciphertext)?;
        let second = self.x25519.agree(&point)?;
        Some(joined(&first, &second))
    }
}

/// What a server makes of a client's share.
pub(super) struct Peer {
    /// aws-lc checks a key when it is used, so this is done at once.
    ciphertext: Vec<u8>,
    first: Secret,
    point: PeerKey,
}

impl fmt::Debug for Peer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Peer")
            .field("point", &self.point)
            .finish_non_exhaustive()
    }
}

impl Peer {
    /// `None` if the share has another length or no key of ML-KEM.
    pub(super) fn parse(share: &[u8]) -> Option<Peer> {
        let (key, point) = split(share, kem::PUBLIC_LENGTH)?;
        let (ciphertext, first) = kem::encapsulate(key)?;
        Some(Peer {
            ciphertext,
            first,
            point,
        })
    }

    /// The server's share and the secret; `None` if the client's point is one of small order.
    pub(super) fn encapsulate(&self) -> Option<(Vec<u8>, Secret)> {
        let x25519 = Agreement::generate(Curve::X25519)?;
        let second = x25519.agree(&self.point)?;
        let share = [&self.ciphertext[..], x25519.public()].concat();
        Some((share, joined(&self.first, &second)))
    }
}

/// A share's part of ML-KEM, of this length, and its point.
fn split(share: &[u8], length: usize) -> Option<(&[u8], PeerKey)> {
    let mut reader = Reader::new(share);
    let first = reader.bytes(length).ok()?;
    let point = PeerKey::parse(Curve::X25519, reader.rest())?;
    Some((first, point))
}

fn joined(first: &[u8], second: &[u8]) -> Secret {
    // Both fit, so nothing is left behind where the vector was.
    let mut secret = Zeroizing::new(Vec::with_capacity(first.len() + second.len()));
    secret.extend_from_slice(first);
    secret.extend_from_slice(second);
    secret
}
