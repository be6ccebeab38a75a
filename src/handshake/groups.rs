//! Key exchange groups: those of the provider, and libcrypto's X448 and P-521.

use crate::sys::exchange::{Curve, Exchange};
use rustls::crypto::{
    aws_lc_rs, ActiveKeyExchange, GetRandomFailed, SharedSecret, SupportedKxGroup,
};
use rustls::{Error, NamedGroup, PeerMisbehaved};

#[derive(Debug)]
struct Group(NamedGroup, Curve);

struct Active(NamedGroup, Exchange);

static OTHERS: [&dyn SupportedKxGroup; 2] = [
    &Group(NamedGroup::secp521r1, Curve::P521),
    &Group(NamedGroup::X448, Curve::X448),
];

/// The group with this number.
pub(super) fn group(id: u16) -> Option<&'static dyn SupportedKxGroup> {
    aws_lc_rs::ALL_KX_GROUPS
        .iter()
        .chain(&OTHERS)
        .copied()
        .find(|g| u16::from(g.name()) == id)
}

impl SupportedKxGroup for Group {
    fn start(&self) -> Result<Box<dyn ActiveKeyExchange>, Error> {
        let exchange = Exchange::generate(self.1).ok_or(GetRandomFailed)?;
        Ok(Box::new(Active(self.0, exchange)))
    }

    fn name(&self) -> NamedGroup {
        self.0
    }
}

impl ActiveKeyExchange for Active {
    fn complete(self: Box<Self>, peer: &[u8]) -> Result<SharedSecret, Error> {
        match self.1.complete(peer) {
            Some(secret) => Ok(SharedSecret::from(secret.as_slice())),
            None => Err(PeerMisbehaved::InvalidKeyShare.into()),
        }
    }

    fn pub_key(&self) -> &[u8] {
        self.1.public()
    }

    fn group(&self) -> NamedGroup {
        self.0
    }
}
