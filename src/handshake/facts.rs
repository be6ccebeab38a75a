//! What is known when the handshake is over.

use super::current::Secrets;
use super::driver::Engine;
use super::observer::Sender;
use super::{Facts, TrafficKeys, TLS13};
use rustls::{CommonState, ConnectionTrafficSecrets, Error, HandshakeKind};
use zeroize::Zeroizing;

/// One direction's keys as rustls gives them.
pub(super) fn traffic(
    (sequence, secrets): (u64, ConnectionTrafficSecrets),
    noted: &Secrets,
    sender: Sender,
    facts: &Facts,
) -> Result<TrafficKeys, Error> {
    let (key, iv) = match &secrets {
        ConnectionTrafficSecrets::Aes128Gcm { key, iv }
        | ConnectionTrafficSecrets::Aes256Gcm { key, iv }
        | ConnectionTrafficSecrets::Chacha20Poly1305 { key, iv } => (key.as_ref(), iv.as_ref()),
        _ => return Err(Error::HandshakeNotComplete),
    };
    let secret = match sender {
        Sender::Client => &noted.client_traffic,
        Sender::Server => &noted.server_traffic,
    };
    let secret = secret.as_ref().filter(|_| facts.version == TLS13);
    Ok(TrafficKeys {
        key: Zeroizing::new(key.to_vec()),
        iv: iv.try_into().map_err(|_| Error::HandshakeNotComplete)?,
        sequence,
        secret: secret.cloned().unwrap_or_default(),
    })
}

/// rustls's form of the longest fragment: header included, `None` for the default.
pub(super) fn fragment_size(max: usize) -> Option<usize> {
    (1..16384).contains(&max).then_some(max + 5)
}

impl Engine {
    /// Writes down what both roles know.
    pub(super) fn describe(&self, common: &CommonState, facts: &mut Facts) {
        let notes = self.notes.borrow();
        let observer = &self.observer;
        let server = self.is_server();
        let (own, peer) = match self.own {
            Sender::Client => (Sender::Client, Sender::Server),
            Sender::Server => (Sender::Server, Sender::Client),
        };
        let secret = |s: &Option<_>| s.clone().unwrap_or_default();
        facts.version = common.protocol_version().map_or(0, u16::from);
        facts.suite = common
            .negotiated_cipher_suite()
            .map_or(0, |s| s.suite().into());
        facts.group = common
            .negotiated_key_exchange_group()
            .map_or(0, |g| g.name().into());
        facts.peer_key_share = observer.key_share(peer).to_vec();
        facts.alpn = common.alpn_protocol().unwrap_or_default().to_vec();
        facts.resumed = common.handshake_kind() == Some(HandshakeKind::Resumed);
        facts.peer_chain = common
            .peer_certificates()
            .unwrap_or_default()
            .iter()
            .map(|c| c.to_vec())
            .collect();
        facts.server_name = self.parameters.server_name.clone();
        facts.ocsp_response = notes.ocsp_response.clone();
        facts.client_random = observer.client_random;
        facts.server_random = observer.server_random;
        facts.session_id = observer.session_id.clone();
        facts.master_secret = secret(&notes.secrets.master);
        facts.exporter_secret = secret(&notes.secrets.exporter);
        facts.extended_master_secret = observer.extended_master_secret;
        facts.secure_renegotiation = observer.secure_renegotiation;
        facts.peer_signature_scheme = notes.peer_scheme;
        facts.signature_scheme = notes.own_scheme;
        facts.certificate_requested = observer.request.is_some();
        let sent = |_: &_| server && !facts.resumed || notes.own_scheme != 0;
        facts.credential = notes
            .credential
            .as_ref()
            .filter(sent)
            .map(|(c, _)| c.clone());
        if !server {
            facts.certificate_request = observer.request.clone();
            if let Some(request) = &observer.request {
                facts.peer_signature_schemes = request.signature_schemes.clone();
            }
            facts.ticket = observer.ticket.clone();
        }
        facts.finished = observer.finished(own).to_vec();
        facts.peer_finished = observer.finished(peer).to_vec();
    }
}
