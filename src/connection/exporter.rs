//! Keying material for the application (RFC 5705, RFC 8446 section 7.5).

use super::Connection;
use crate::error::reason::Reason;
use crate::handshake::{hash, TLS13};
use crate::record::secret::{MasterSecret, Secret};

impl Connection {
    /// Fills `out` with keying material; `None` before the handshake is over. With TLS 1.2 an empty
    /// context differs from none.
    pub(crate) fn export_keying_material(
        &self,
        label: &[u8],
        context: Option<&[u8]>,
        out: &mut [u8],
    ) -> Option<Result<(), Reason>> {
        let facts = self.facts.borrow();
        let facts = facts.as_ref()?;
        let hash = hash(facts.suite)?;
        let done = if facts.version == TLS13 {
            Secret::new(hash, &facts.exporter_secret)
                .and_then(|secret| secret.export(label, context.unwrap_or(&[]), out))
        } else {
            MasterSecret::new(hash, &facts.master_secret).and_then(|secret| {
                let (client, server) = (&facts.client_random, &facts.server_random);
                secret.export(label, client, server, context, out)
            })
        };
        Some(done.map_err(|violation| violation.reason))
    }
}
