//! Keying material for the application (RFC 5705, RFC 8446 section 7.5).

use super::Connection;
use crate::error::reason::Reason;
use crate::handshake::{hash, TLS13};
use crate::sys::err;
use tls::registry::state;
use tls::schedule::{MasterSecret, Secret};

impl Connection {
    /// Fills `out` with keying material; `None` while there is no session. In TLS 1.2 an empty context differs
    /// from no context. Fails without a reason where OpenSSL doesn't say why.
    pub(crate) fn export_keying_material(
        &self,
        label: &[u8],
        context: Option<&[u8]>,
        out: &mut [u8],
    ) -> Option<Result<(), Option<Reason>>> {
        if !self.resumption.has_session() {
            return None;
        }
        Some(match self.exports_as_tls13() {
            true => self.export_from_exporter_secret(label, context.unwrap_or(&[]), out),
            false => self.export_from_master_secret(label, context, out),
        })
    }

    /// The method decides, even one that `SSL_copy_session_id` took from another connection.
    fn exports_as_tls13(&self) -> bool {
        self.method().version == Some(TLS13)
    }

    fn export_from_exporter_secret(
        &self,
        label: &[u8],
        context: &[u8],
        out: &mut [u8],
    ) -> Result<(), Option<Reason>> {
        let facts = self.negotiation.facts();
        let secret = facts.as_ref().filter(|facts| {
            // The secret may exist before the server's Finished is reported.
            let finished = match self.state.is_server() {
                true => &facts.finished,
                false => &facts.peer_finished,
            };
            let derived = !facts.exporter_secret.is_empty();
            derived && !finished.is_empty() && self.state.hand_state() != state::SW_FINISHED
        });
        let secret = secret
            .and_then(|facts| Some((hash(&facts.library, facts.suite?)?, &facts.exporter_secret)));
        let (hash, secret) = secret.ok_or(None)?;
        Secret::new(hash, secret)
            .and_then(|secret| secret.export(label, context, out))
            .map_err(|violation| Some(violation.reason))
    }

    /// Without a master secret this fails. OpenSSL derives from an empty secret then, which anybody can
    /// compute.
    fn export_from_master_secret(
        &self,
        label: &[u8],
        context: Option<&[u8]>,
        out: &mut [u8],
    ) -> Result<(), Option<Reason>> {
        MasterSecret::check_exporter_label(label).map_err(|violation| Some(violation.reason))?;
        let facts = self.negotiation.facts();
        let secret = facts
            .as_ref()
            .filter(|facts| !facts.master_secret.is_empty());
        if secret.is_some() && out.is_empty() {
            err::raise_no_key_length();
            return Err(Some(Reason::ERR_R_INTERNAL_ERROR));
        }
        let secret = secret.and_then(|facts| Some((facts, hash(&facts.library, facts.suite?)?)));
        let (facts, hash) = secret.ok_or(Some(Reason::ERR_R_INTERNAL_ERROR))?;
        let (client, server) = (&facts.client_random, &facts.server_random);
        MasterSecret::new(hash, &facts.master_secret)
            .and_then(|secret| secret.export(label, client, server, context, out))
            .map_err(|violation| Some(violation.reason))
    }
}
