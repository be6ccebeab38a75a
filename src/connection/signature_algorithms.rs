//! The peer's signature algorithms, and the common ones of both sides.

use super::state::Role;
use super::Connection;
use crate::constants::SSL_OP_CIPHER_SERVER_PREFERENCE;
use crate::context::policy::Moment;
use tls::registry::scheme::SignatureScheme;

impl Connection {
    /// The algorithms that the peer offered, in its order.
    pub(crate) fn offered_sigalgs(&self) -> Vec<SignatureScheme> {
        self.negotiation.offered().signature_schemes().to_vec()
    }

    /// The algorithms that the peer accepts in certificates; empty if it sent no such list.
    pub(crate) fn offered_certificate_sigalgs(&self) -> Vec<SignatureScheme> {
        self.negotiation.offered().certificate_schemes().to_vec()
    }

    /// The common algorithms, in the order of preference; empty if a session is resumed.
    pub(crate) fn shared_sigalgs(&self) -> Vec<SignatureScheme> {
        self.negotiation.offered().shared_schemes().to_vec()
    }

    /// Finds the common algorithms, once the peer's are known.
    pub(crate) fn compare_sigalgs(&self) {
        let policy = self.policy(Moment::Shared);
        let own = if self.role() == Role::Client {
            policy.client_sigalgs()
        } else {
            policy.sigalgs()
        };
        let peer = self.offered_sigalgs();
        let (mut preferred, other) = if self.has_option(SSL_OP_CIPHER_SERVER_PREFERENCE) {
            (own, peer)
        } else {
            (peer, own)
        };
        let (tls13, client) = (self.is_tls13(), self.role() == Role::Client);
        preferred.retain(|&id| other.contains(&id) && !(tls13 && outdated(id, client)));
        self.negotiation
            .note_offer(|offered| offered.set_shared_schemes(preferred));
    }
}

/// Whether TLS 1.3 has no use for an algorithm. It forbids DSA. A client that speaks no older version drops
/// MD5, SHA-1 and SHA-224 too; OpenSSL's servers keep these in their lists.
fn outdated(scheme: SignatureScheme, client: bool) -> bool {
    let (hash, signature) = (scheme.0 >> 8, scheme.0 & 0xff);
    let dsa = matches!(hash, 1..=6) && signature == 2;
    dsa || client && matches!(hash, 1..=3)
}
