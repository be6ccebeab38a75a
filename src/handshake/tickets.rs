//! Tickets that a TLS 1.3 server sends after the handshake, when the application asks for them.

use super::{keys, Application, Facts, ServerSession, ServerState, TLS13};
use crate::record::secret::Secret;
use crate::sys::library::Library;
use rustls::pki_types::UnixTime;

/// What a server needs of the handshake in order to make more tickets.
pub struct TicketMaker {
    resumption: Secret,
    suite: u16,
    group: u16,
    server_name: Option<String>,
    alpn: Box<[u8]>,
    peer_chain: Vec<Vec<u8>>,
}

/// Length of the nonces that tell the tickets of a connection apart.
const NONCE_LEN: usize = 8;
/// Length of the tickets that stand for sessions in the application's cache.
const ID_LEN: usize = 32;

fn bytes<const N: usize>(library: &Library) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    library.random(&mut bytes)?;
    Some(bytes)
}

impl TicketMaker {
    /// `None` but for TLS 1.3. `peer_chain` is the client's, DER, leaf first.
    pub fn new(facts: &Facts, peer_chain: Vec<Vec<u8>>) -> Option<Self> {
        Some(Self {
            resumption: Secret::new(
                keys::hash(&facts.library, facts.suite)?,
                &facts.resumption_secret,
            )
            .ok()?,
            suite: facts.suite,
            group: facts.group,
            server_name: facts.server_name.as_ref().map(|n| n.to_ascii_lowercase()),
            alpn: facts.alpn.clone(),
            peer_chain,
        })
    }

    /// A whole NewSessionTicket message with a ticket of the application's. `None` if the
    /// application makes none.
    pub fn message(&self, app: &dyn Application) -> Option<Vec<u8>> {
        let library = self.resumption.hash().library();
        let nonce: [u8; NONCE_LEN] = bytes(library)?;
        let age_add = u32::from_be_bytes(bytes(library)?);
        let key = self.resumption.resumption_psk(&nonce).ok()?;
        let session = ServerSession {
            state: ServerState {
                server_name: self.server_name.as_deref(),
                version: TLS13,
                suite: self.suite,
                secret: key.as_ref(),
                extended_master_secret: false,
                peer_chain: self.peer_chain.iter().map(Vec::as_slice).collect(),
                alpn: &self.alpn,
                created: UnixTime::now().as_secs(),
                age_add,
            },
            resumed: false,
            group: self.group,
        };
        let parameters = app.parameters();
        let ticket = if parameters.tickets {
            app.seal_ticket(&session)?
        } else {
            let id: [u8; ID_LEN] = bytes(library)?;
            app.store_session(&id, &session).then(|| id.to_vec())?
        };
        let ticket_len = u16::try_from(ticket.len()).ok()?;
        let mut message = vec![4, 0, 0, 0];
        message.extend_from_slice(&parameters.tls13_lifetime().to_be_bytes());
        message.extend_from_slice(&age_add.to_be_bytes());
        message.push(NONCE_LEN as u8);
        message.extend_from_slice(&nonce);
        message.extend_from_slice(&ticket_len.to_be_bytes());
        message.extend_from_slice(&ticket);
        message.extend_from_slice(&[0, 0]);
        let length = u32::try_from(message.len() - 4).ok()?.to_be_bytes();
        message[1..4].copy_from_slice(&length[1..]);
        Some(message)
    }
}
