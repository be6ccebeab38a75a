//! The peer's certificates in a session: DER, of which the leaf becomes an `X509` when it is asked
//! for.

use std::sync::{Arc, OnceLock};

use crate::sys::x509::X509;

/// The chain that the peer sent, the leaf first; empty if it sent none.
#[derive(Clone, Default)]
pub struct Peer {
    chain: Arc<[Vec<u8>]>,
    /// The chain may have had more than what is here.
    leaf_only: bool,
    leaf: OnceLock<Option<X509>>,
}

impl Peer {
    pub fn new(chain: Arc<[Vec<u8>]>) -> Peer {
        Peer {
            chain,
            leaf_only: false,
            leaf: OnceLock::new(),
        }
    }

    /// A leaf alone; `None` when it is no certificate.
    pub fn from_leaf(der: &[u8]) -> Option<Peer> {
        let leaf = X509::received(der)?;
        Some(Peer {
            chain: [der.to_vec()].into(),
            leaf_only: true,
            leaf: OnceLock::from(Some(leaf)),
        })
    }

    /// The whole chain. Only the leaf survives the DER form of a session.
    pub fn chain(&self) -> &Arc<[Vec<u8>]> {
        &self.chain
    }

    /// Whether the chain is all that the peer sent.
    pub fn is_whole(&self) -> bool {
        !self.leaf_only
    }

    /// The leaf as libcrypto's object, which is the same at each call.
    pub fn leaf(&self) -> Option<&X509> {
        let first = self.chain.first()?;
        self.leaf.get_or_init(|| X509::received(first)).as_ref()
    }
}
