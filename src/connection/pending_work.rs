//! Answers that other files will give.

use super::Connection;
use crate::handshake::*;
use std::sync::Arc;

impl Connection {
    pub(crate) fn forget_session(&self) {}
    pub(crate) fn clear_bad_session(&self) {}
    pub(crate) fn count_attempt(&self) {}
    pub(crate) fn remember_session(&self, _session: Option<ClientSession>) {}
    pub(crate) fn session_to_resume(&self) -> Option<ClientSession> {
        None
    }
    pub(crate) fn keeps_server_sessions(&self) -> bool {
        false
    }
    pub(crate) fn session_lifetime(&self) -> u32 {
        7200
    }
    pub(crate) fn store_server_session(&self, _id: &[u8], _session: &ServerSession<'_>) -> bool {
        false
    }
    pub(crate) fn lookup_server_session(&self, _id: &[u8]) -> Option<Vec<u8>> {
        None
    }
    pub(crate) fn remove_server_session(&self, _id: &[u8]) {}
    pub(crate) fn seal_server_ticket(&self, _session: &ServerSession<'_>) -> Option<Vec<u8>> {
        None
    }
    pub(crate) fn open_server_ticket(&self, _ticket: &[u8]) -> Option<Vec<u8>> {
        None
    }
    pub(crate) fn log_key(&self, _label: &str, _client_random: &[u8], _secret: &[u8]) {}
    pub(crate) fn offered_authorities(&self) -> Vec<Vec<u8>> {
        Vec::new()
    }
    pub(crate) fn handshake_credentials(&self) -> Vec<Arc<Credential>> {
        Vec::new()
    }
    pub(crate) fn ask_for_certificate(&self, _request: &CertificateRequest) -> Answer {
        Answer::Continue
    }
    pub(crate) fn verify_peer_chain(
        &self,
        _chain: &[Vec<u8>],
        _ocsp: &[u8],
    ) -> Result<(), Refusal> {
        Ok(())
    }
}
