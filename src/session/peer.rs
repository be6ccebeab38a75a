//! The peer's certificates in a session.

use std::sync::Arc;

use crate::sys::x509::X509;

/// The chain that the peer sent, the leaf first; empty if it sent none. Cloning shares it.
#[derive(Clone, Default)]
pub struct Peer {
    certificates: Option<Arc<[X509]>>,
    /// The chain may have had more than what is here.
    leaf_only: bool,
}

impl Peer {
    pub fn new(certificates: Arc<[X509]>) -> Peer {
        Peer {
            certificates: Some(certificates),
            leaf_only: false,
        }
    }

    /// A whole chain from DER; `None` when something of it is no certificate.
    pub fn from_chain<'a>(chain: impl IntoIterator<Item = &'a [u8]>) -> Option<Peer> {
        let chain = chain.into_iter().map(X509::received);
        Some(Peer::new(chain.collect::<Option<_>>()?))
    }

    /// A leaf alone; `None` when it is no certificate.
    pub fn from_leaf(der: &[u8]) -> Option<Peer> {
        Some(Peer {
            certificates: Some([X509::received(der)?].into()),
            leaf_only: true,
        })
    }

    /// The whole chain. Only the leaf survives the DER form of a session.
    pub fn certificates(&self) -> &[X509] {
        self.certificates.as_deref().unwrap_or_default()
    }

    /// DER of the chain.
    pub fn to_der(&self) -> Vec<Vec<u8>> {
        self.certificates()
            .iter()
            .filter_map(X509::to_der)
            .collect()
    }

    /// Whether the chain is all that the peer sent.
    pub fn is_whole(&self) -> bool {
        !self.leaf_only
    }

    /// The peer's own certificate, which is the same object at each call.
    pub fn leaf(&self) -> Option<&X509> {
        self.certificates().first()
    }
}
