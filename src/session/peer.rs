//! The peer's certificates in a session.

use std::sync::{Arc, OnceLock};

use crate::sys::ffi::stack_st_X509;
use crate::sys::library::Library;
use crate::sys::x509::X509;
use crate::sys::x509_cert::CertStack;

/// The peer's certificates. Clones share them, so pointers that the application got stay valid as long as
/// any session with them.
#[derive(Clone, Default)]
pub struct PeerCertificates {
    chain: Option<Arc<PeerChain>>,
    /// Whether the chain was accepted: its leaf is then the peer's certificate.
    accepted: bool,
}

struct PeerChain {
    received: Box<[X509]>,
    /// Copies for the application, which may change them.
    shown: OnceLock<Box<[X509]>>,
    /// The stack that `SSL_get_peer_cert_chain` returns.
    stack: OnceLock<Option<CertStack>>,
    extent: Extent,
}

/// The part of a chain that `SSL_get_peer_cert_chain` shows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Extent {
    /// All of a server's chain.
    Whole,
    /// A client's chain, without the client's own certificate.
    WithoutLeaf,
    /// Nothing: only the leaf is left.
    Nothing,
}

impl PeerCertificates {
    fn new(received: Box<[X509]>, extent: Extent) -> PeerCertificates {
        let chain = PeerChain {
            received,
            shown: OnceLock::new(),
            stack: OnceLock::new(),
            extent,
        };
        PeerCertificates {
            chain: Some(Arc::new(chain)),
            accepted: extent == Extent::Nothing,
        }
    }

    /// A chain from DER, not accepted yet; `None` if an element is not a certificate.
    pub fn from_chain<'a>(
        library: &Library,
        chain: impl IntoIterator<Item = &'a [u8]>,
        of_client: bool,
    ) -> Option<PeerCertificates> {
        let chain = chain.into_iter().map(|der| X509::received(library, der));
        let extent = match of_client {
            true => Extent::WithoutLeaf,
            false => Extent::Whole,
        };
        Some(PeerCertificates::new(chain.collect::<Option<_>>()?, extent))
    }

    /// For a client that sent no certificate when asked.
    pub fn without_certificate() -> PeerCertificates {
        PeerCertificates::new(Box::default(), Extent::WithoutLeaf).accept()
    }

    /// A leaf alone; `None` if the bytes are not a certificate. As in OpenSSL, sessions from DER use the default
    /// library context.
    pub fn from_leaf(der: &[u8]) -> Option<PeerCertificates> {
        let leaf = X509::received(&Library::DEFAULT, der)?;
        Some(PeerCertificates::new([leaf].into(), Extent::Nothing))
    }

    /// The same, accepted.
    pub fn accept(self) -> PeerCertificates {
        PeerCertificates {
            accepted: true,
            ..self
        }
    }

    /// The whole chain, which may be shared with other connections. Only the leaf survives the DER
    /// form of a session.
    pub fn certificates(&self) -> &[X509] {
        self.chain.as_ref().map_or(&[], |chain| &chain.received)
    }

    /// The chain as the application gets it: the same objects at each call. Making them runs the
    /// application's functions for extra data.
    pub fn shown(&self) -> &[X509] {
        self.chain.as_ref().map_or(&[], |chain| chain.shown())
    }

    /// The peer's own certificate as the application gets it.
    pub fn shown_leaf(&self) -> Option<&X509> {
        self.shown().first().filter(|_| self.accepted)
    }

    /// The chain that `SSL_get_peer_cert_chain` shows, or NULL.
    pub fn shown_chain(&self) -> *mut stack_st_X509 {
        let Some(chain) = &self.chain else {
            return std::ptr::null_mut();
        };
        let skipped = match chain.extent {
            Extent::Whole => 0,
            // A client's chain is not shown until it is verified.
            Extent::WithoutLeaf if self.accepted => 1,
            Extent::WithoutLeaf | Extent::Nothing => return std::ptr::null_mut(),
        };
        if chain.stack.get().is_none() {
            let stack = CertStack::of(chain.shown().iter().skip(skipped).cloned());
            // If another thread made the stack first, ours is freed here.
            let _late = chain.stack.set(stack);
        }
        let stack = chain.stack.get().and_then(Option::as_ref);
        stack.map_or(std::ptr::null_mut(), CertStack::as_ptr)
    }

    /// A server's chain as the application sees it; `None` if it was not requested. The application may have
    /// added certificates, so that the next verification succeeds.
    pub fn completed_chain(&self) -> Option<CertStack> {
        let chain = self.chain.as_ref()?;
        let stack = chain.stack.get().and_then(Option::as_ref);
        stack.filter(|_| chain.extent == Extent::Whole)?.share()
    }

    /// A verified chain as the application gets it; `None` if no certificate has to be replaced.
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

    /// The peer's own certificate.
    pub fn leaf(&self) -> Option<&X509> {
        self.certificates().first().filter(|_| self.accepted)
    }
}

impl PeerChain {
    fn shown(&self) -> &[X509] {
        if self.shown.get().is_none() {
            let copy = |cert: &X509| cert.duplicate().unwrap_or_else(|| cert.clone());
            let copies = self.received.iter().map(copy).collect();
            let _late = self.shown.set(copies);
        }
        self.shown.get().map_or(&[], |shown| shown)
    }
}
