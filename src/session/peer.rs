//! The peer's certificates in a session.

use std::sync::{Arc, OnceLock};

use crate::sys::library::Library;
use crate::sys::x509::X509;
use crate::sys::x509_cert::CertStack;

/// The chain that the peer sent, the leaf first; empty if it sent none. Cloning shares it.
#[derive(Clone, Default)]
pub struct Peer {
    certificates: Option<Arc<Certificates>>,
    /// The chain may have had more than what is here.
    leaf_only: bool,
}

struct Certificates {
    received: Box<[X509]>,
    /// The same for the application: these are nobody else's, so that it may change them.
    shown: OnceLock<Box<[X509]>>,
}

impl Peer {
    fn new(received: Box<[X509]>, leaf_only: bool) -> Peer {
        let shown = OnceLock::new();
        Peer {
            certificates: Some(Arc::new(Certificates { received, shown })),
            leaf_only,
        }
    }

    /// A whole chain from DER; `None` when something of it is no certificate.
    pub fn from_chain<'a>(
        library: &Library,
        chain: impl IntoIterator<Item = &'a [u8]>,
    ) -> Option<Peer> {
        let chain = chain.into_iter().map(|der| X509::received(library, der));
        Some(Peer::new(chain.collect::<Option<_>>()?, false))
    }

    /// A leaf alone; `None` when it is no certificate. Sessions from DER know no library but the default
    /// one, as OpenSSL's do.
    pub fn from_leaf(der: &[u8]) -> Option<Peer> {
        let leaf = X509::received(&Library::DEFAULT, der)?;
        Some(Peer::new([leaf].into(), true))
    }

    /// The whole chain, which may be shared with other connections. Only the leaf survives the DER
    /// form of a session.
    pub fn certificates(&self) -> &[X509] {
        self.certificates
            .as_ref()
            .map_or(&[], |certificates| &certificates.received)
    }

    /// The chain as the application gets it: the same objects at each call.
    pub fn shown(&self) -> &[X509] {
        let Some(certificates) = &self.certificates else {
            return &[];
        };
        if let Some(shown) = certificates.shown.get() {
            return shown;
        }
        let copy = |cert: &X509| cert.duplicate().unwrap_or_else(|| cert.clone());
        let copies = certificates.received.iter().map(copy).collect();
        certificates.shown.get_or_init(|| copies)
    }

    /// A verified chain as the application gets it; `None` where nothing in it has to be replaced.
    pub fn show(&self, verified: &CertStack) -> Option<CertStack> {
        let received = self.certificates();
        let place = |cert: &X509| received.iter().position(|r| r.as_ptr() == cert.as_ptr());
        if !verified.certificates().any(|cert| place(&cert).is_some()) {
            return None;
        }
        CertStack::of(verified.certificates().map(|cert| match place(&cert) {
            Some(place) => self.shown()[place].clone(),
            None => cert,
        }))
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

    /// The peer's own certificate.
    pub fn leaf(&self) -> Option<&X509> {
        self.certificates().first()
    }
}
