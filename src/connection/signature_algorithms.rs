//! The signature algorithms of the peer, and those that both sides have.

use super::state::Role;
use super::Connection;
use crate::constants::SSL_OP_CIPHER_SERVER_PREFERENCE;
use crate::context::policy::Moment;

impl Connection {
    /// What the peer offered, in its order.
    pub(crate) fn offered_sigalgs(&self) -> Vec<u16> {
        self.negotiation.offered().signature_schemes.to_vec()
    }

    /// What the peer accepts in certificates; empty if it did not say.
    pub(crate) fn offered_certificate_sigalgs(&self) -> Vec<u16> {
        self.negotiation.offered().certificate_schemes.to_vec()
    }

    /// What both sides have, in the order of preference; nothing where a session is resumed.
    pub(crate) fn shared_sigalgs(&self) -> Vec<u16> {
        self.negotiation.offered().shared_schemes.to_vec()
    }

    /// The peer's are known: finds out what both sides have.
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
            .note_offer(|offered| offered.shared_schemes = preferred.into());
    }
}

/// TLS 1.3 forbids DSA. A client that speaks nothing older drops MD5, SHA-1 and SHA-224 too; OpenSSL's
/// servers keep them in their lists.
fn outdated(id: u16, client: bool) -> bool {
    let (hash, signature) = (id >> 8, id & 0xff);
    let dsa = matches!(hash, 1..=6) && signature == 2;
    dsa || client && matches!(hash, 1..=3)
}
