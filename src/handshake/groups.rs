//! Key exchange groups: those of aws-lc and, through libcrypto, those that aws-lc has not got. Where the
//! library is not the default one, all are libcrypto's.

use super::current;
use crate::cipher::group;
use crate::sys::exchange::Exchange;
use rustls::crypto::{
    aws_lc_rs, ActiveKeyExchange, GetRandomFailed, SharedSecret, SupportedKxGroup,
};
use rustls::{Error, NamedGroup, PeerMisbehaved};
use tls::registry::group as registry;

/// A group of libcrypto's.
#[derive(Debug)]
struct Group(NamedGroup);

struct Active(NamedGroup, Exchange);

static OF_LIBCRYPTO: [Group; 5] = [
    Group(NamedGroup::secp521r1),
    Group(NamedGroup::X448),
    Group(NamedGroup::X25519),
    Group(NamedGroup::secp256r1),
    Group(NamedGroup::secp384r1),
];

/// The group with this number, where the library is the default one.
pub(super) fn group(id: registry::NamedGroup) -> Option<&'static dyn SupportedKxGroup> {
    let mut fast = aws_lc_rs::ALL_KX_GROUPS.iter().copied();
    fast.find(|g| u16::from(g.name()) == id.0)
        .or_else(|| of_library(id))
}

/// The group with this number, from the library of the connection under way.
pub(super) fn of_library(id: registry::NamedGroup) -> Option<&'static dyn SupportedKxGroup> {
    let group = OF_LIBCRYPTO.iter().find(|g| u16::from(g.0) == id.0)?;
    Some(group)
}

impl SupportedKxGroup for Group {
    fn start(&self) -> Result<Box<dyn ActiveKeyExchange>, Error> {
        let exchange = group::exchange(registry::NamedGroup(self.0.into()))
            .and_then(|group| Exchange::generate(&current::library(), group));
        Ok(Box::new(Active(self.0, exchange.ok_or(GetRandomFailed)?)))
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
