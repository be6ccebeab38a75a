//! The certificates that peers have sent lately, parsed once.
//!
//! Parsing is the largest single cost of a handshake, and the same few certificates come again and
//! again: a client meets the same servers and intermediates, and both the chain's verification and
//! the handshake's signature want the leaf. An X509 is counted and locks what it caches, so that
//! connections can share it, as they share those of an SSL_CTX. The application gets copies of its own
//! (`session::peer`), since it may change what is its peer's.

use std::sync::Mutex;

use aws_lc_rs::digest::{digest, SHA256};

use super::library::Library;
use super::x509::X509;
use crate::try_lock;

/// Certificates kept at most.
const KEPT: usize = 32;

type Fingerprint = [u8; 32];

/// The latest last.
static RECENT: Mutex<Vec<(Fingerprint, X509)>> = Mutex::new(Vec::new());

impl X509 {
    /// The certificate that a peer sent as `der`, which may be shared with other connections of the
    /// default library: not to be changed, and not for the application.
    pub fn received(library: &Library, der: &[u8]) -> Option<X509> {
        if !library.is_default() {
            return X509::from_der(library, der);
        }
        let mut fingerprint = Fingerprint::default();
        fingerprint.copy_from_slice(digest(&SHA256, der).as_ref());
        if let Some(found) = find(&fingerprint) {
            return Some(found);
        }
        let cert = X509::from_der(library, der)?;
        keep(fingerprint, cert.clone());
        Some(cert)
    }
}

fn find(fingerprint: &Fingerprint) -> Option<X509> {
    let mut recent = try_lock::lock(&RECENT)?;
    let at = recent.iter().rposition(|(known, _)| known == fingerprint)?;
    let entry = recent.remove(at);
    let cert = entry.1.clone();
    recent.push(entry);
    Some(cert)
}

fn keep(fingerprint: Fingerprint, cert: X509) {
    let mut forgotten = None;
    if let Some(mut recent) = try_lock::lock(&RECENT) {
        if recent.len() == KEPT {
            forgotten = Some(recent.remove(0));
        }
        recent.push((fingerprint, cert));
    }
    // Freeing one calls the application's ex_data functions, not under the lock.
    drop(forgotten);
}
