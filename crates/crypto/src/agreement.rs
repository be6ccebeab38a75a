//! Ephemeral key exchange by aws-lc, for the curves that it is faster on than libcrypto.

use aws_lc_rs::agreement::{
    self, Algorithm, ParsedPublicKey, PrivateKey, PublicKey, UnparsedPublicKey,
};
use zeroize::Zeroizing;

use super::exchange::{Secret, UNCOMPRESSED};

/// A curve of aws-lc's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Curve {
    X25519,
    P256,
    P384,
    P521,
}

impl Curve {
    fn algorithm(self) -> &'static Algorithm {
        match self {
            Curve::X25519 => &agreement::X25519,
            Curve::P256 => &agreement::ECDH_P256,
            Curve::P384 => &agreement::ECDH_P384,
            Curve::P521 => &agreement::ECDH_P521,
        }
    }

    /// Length of a public key: of a point, uncompressed.
    const fn public_length(self) -> usize {
        match self {
            Curve::X25519 => 32,
            Curve::P256 => 1 + 2 * 32,
            Curve::P384 => 1 + 2 * 48,
            Curve::P521 => 1 + 2 * 66,
        }
    }
}

/// Our key pair for one exchange.
#[derive(Debug)]
pub struct Agreement {
    key: PrivateKey,
    public: PublicKey,
}

impl Agreement {
    /// A new key on the curve.
    pub fn generate(curve: Curve) -> Option<Agreement> {
        let key = PrivateKey::generate(curve.algorithm()).ok()?;
        let public = key.compute_public_key().ok()?;
        Some(Agreement { key, public })
    }

    /// The key with this private part, for the vectors of specifications.
    pub fn from_private(curve: Curve, private: &[u8]) -> Option<Agreement> {
        let key = PrivateKey::from_private_key(curve.algorithm(), private).ok()?;
        let public = key.compute_public_key().ok()?;
        Some(Agreement { key, public })
    }

    /// Our public key in its encoded form: of a curve in short Weierstrass form, an uncompressed point.
    pub fn public(&self) -> &[u8] {
        self.public.as_ref()
    }

    /// The shared secret; `None` if the peer's key is of another curve, or of small order.
    pub fn agree(&self, peer: &PeerKey) -> Option<Secret> {
        agreement::agree(&self.key, peer.0.clone(), (), |secret| {
            Ok(Zeroizing::new(secret.to_vec()))
        })
        .ok()
    }
}

/// A peer's public key, which is a point of the curve.
#[derive(Debug)]
pub struct PeerKey(ParsedPublicKey);

impl PeerKey {
    /// The key in its usual form; `None` for bytes that are none, and for other forms of points.
    pub fn parse(curve: Curve, bytes: &[u8]) -> Option<PeerKey> {
        // aws-lc-rs takes X.509's form too, which has another length.
        let usual = bytes.len() == curve.public_length()
            && (curve == Curve::X25519 || bytes.first() == Some(&UNCOMPRESSED));
        let key = usual.then(|| UnparsedPublicKey::new(curve.algorithm(), bytes))?;
        key.try_into().ok().map(PeerKey)
    }

    /// The bytes that were parsed.
    pub fn bytes(&self) -> &[u8] {
        self.0.as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CURVES: [Curve; 4] = [Curve::X25519, Curve::P256, Curve::P384, Curve::P521];

    #[test]
    fn both_sides_agree() {
        for curve in CURVES {
            let [a, b] = [(); 2].map(|()| Agreement::generate(curve).unwrap());
            assert_eq!(a.public().len(), curve.public_length());
            let peer = |key: &Agreement| PeerKey::parse(curve, key.public()).unwrap();
            let secret = a.agree(&peer(&b)).unwrap();
            assert_eq!(secret, b.agree(&peer(&a)).unwrap());
            let field = [32, 32, 48, 66][curve as usize];
            assert_eq!(secret.len(), field);
        }
    }

    #[test]
    fn keys_of_another_curve_or_of_small_order_give_no_secret() {
        let key = Agreement::generate(Curve::X25519).unwrap();
        let zero = PeerKey::parse(Curve::X25519, &[0; 32]).unwrap();
        assert!(key.agree(&zero).is_none());
        let other = Agreement::generate(Curve::P256).unwrap();
        let other = PeerKey::parse(Curve::P256, other.public()).unwrap();
        assert!(key.agree(&other).is_none());
    }

    #[test]
    fn only_the_usual_form_is_parsed() {
        for curve in CURVES {
            let ours = Agreement::generate(curve).unwrap();
            let mut bytes = ours.public().to_vec();
            assert!(PeerKey::parse(curve, &bytes[1..]).is_none());
            assert!(PeerKey::parse(curve, &[]).is_none());
            if curve != Curve::X25519 {
                let last = bytes.len() - 1;
                bytes[last] ^= 1;
                assert!(PeerKey::parse(curve, &bytes).is_none(), "not on the curve");
                bytes[last] ^= 1;
                bytes[0] = 6 | bytes[last] & 1;
                assert!(PeerKey::parse(curve, &bytes).is_none(), "hybrid form");
                let half = bytes.len() / 2;
                bytes[0] = 2 | bytes[last] & 1;
                let compressed = &bytes[..=half];
                assert!(PeerKey::parse(curve, compressed).is_none(), "compressed");
            }
        }
    }
}
