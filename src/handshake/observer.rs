//! Follows the records in both directions and reads the handshake messages in them, for the
//! application's callbacks and for the facts that rustls does not tell. The peer's records are opened
//! on the way.

use super::current::Secrets;
use super::extensions::SERVER_NAME;
use super::extensions::{EXTENDED_MASTER_SECRET, PRE_SHARED_KEY, RENEGOTIATION_INFO};
use super::messages::{self, length, Reader, HELLO_RETRY_REQUEST};
use super::{keys, unprotected, CertificateRequest, ClientHello, KeyShare, TLS12, TLS13};
use crate::record::{ContentType, RecordKey, HEADER_LEN};
use std::cell::OnceCell;
use std::sync::Arc;
use tls::registry::group::NamedGroup;
use tls::registry::message::*;
use tls::registry::scheme::SignatureScheme;
use tls::registry::state::{self, HandshakeState};
use tls::registry::suite::CipherSuite;
use tls::registry::version::ProtocolVersion;
use tls::schedule::KeyBlock;

/// Whose records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sender {
    Client,
    Server,
}

impl Sender {
    pub fn other(self) -> Sender {
        match self {
            Sender::Client => Sender::Server,
            Sender::Server => Sender::Client,
        }
    }
}

/// Where a HelloRetryRequest stands.
#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Retry {
    #[default]
    None,
    Requested,
    Done,
}

/// What was found in a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Event {
    /// The type inside a protected TLS 1.3 record.
    InnerType(ContentType),
    /// A whole handshake message.
    Message(Vec<u8>),
    /// Level and description, or what is no alert.
    Alert(Vec<u8>),
    /// ChangeCipherSpec.
    ChangeCipherSpec,
    /// A record of that type with another content.
    BadChangeCipherSpec,
    /// A protected TLS 1.3 message or alert without content.
    Empty,
}

/// One sender's records.
#[derive(Default)]
struct Stream {
    /// The beginning of a message.
    messages: Vec<u8>,
    /// The sender's ephemeral public key: of a client of TLS 1.3 the first that it offers.
    key_share: Option<KeyShare>,
    /// What the sender signs its key exchange or its certificate with.
    scheme: Option<SignatureScheme>,
    /// verify_data of the sender's Finished.
    finished: Vec<u8>,
}

/// What was seen so far.
#[derive(Default)]
pub(super) struct Observer {
    client: Stream,
    server: Stream,
    /// What the peer's records are protected with.
    peer_key: Option<RecordKey>,
    /// TLS 1.2: what the keys are made of, once they were needed.
    key_block: OnceCell<KeyBlock>,
    /// The negotiated version, once the ServerHello says it.
    pub version: Option<ProtocolVersion>,
    pub suite: Option<CipherSuite>,
    pub client_random: [u8; 32],
    pub server_random: [u8; 32],
    pub session_id: Vec<u8>,
    /// The ClientHello that came last.
    pub client_hello: Option<ClientHello>,
    /// The server says that it resumes a session.
    pub resumes: bool,
    /// The server has said hello, and not asked for another ClientHello.
    pub has_server_hello: bool,
    /// The ec_point_formats of a TLS 1.2 ServerHello.
    pub point_formats: Vec<u8>,
    /// The client's share of the key exchange in TLS 1.2 has come.
    pub client_key_exchanged: bool,
    /// How many messages were looked at.
    pub messages: u32,
    /// The server accepts the client's name.
    pub name_accepted: bool,
    /// The protocol that the server has selected.
    pub protocol: Option<Vec<u8>>,
    pub extended_master_secret: bool,
    pub secure_renegotiation: bool,
    /// The server asked the client for a certificate.
    pub request: Option<Arc<CertificateRequest>>,
    /// The server's certificates that nobody has taken yet.
    chain: Vec<Vec<u8>>,
    /// The status of the first that nobody has taken yet.
    ocsp_response: Vec<u8>,
    /// The client's Certificate is empty.
    pub no_client_certificate: bool,
    /// Ticket and lifetime of a TLS 1.2 session.
    pub ticket: Option<(Vec<u8>, u32)>,
    /// A record could not be decrypted.
    pub forged: bool,
    /// The peer's records have been opened.
    pub opened: bool,
    /// The server has asked for another ClientHello, and it has come.
    retry: Retry,
    /// The group that a HelloRetryRequest asks for.
    pub asked_group: Option<NamedGroup>,
}

impl Observer {
    fn stream(&mut self, sender: Sender) -> &mut Stream {
        match sender {
            Sender::Client => &mut self.client,
            Sender::Server => &mut self.server,
        }
    }

    fn of(&self, sender: Sender) -> &Stream {
        match sender {
            Sender::Client => &self.client,
            Sender::Server => &self.server,
        }
    }

    /// A sender's ephemeral public key, if it is known.
    pub fn key_share(&self, sender: Sender) -> Option<&KeyShare> {
        self.of(sender).key_share.as_ref()
    }

    /// The scheme that a sender has signed with.
    pub fn scheme(&self, sender: Sender) -> Option<SignatureScheme> {
        self.of(sender).scheme
    }

    /// The group of the key exchange, once the server has sent its share.
    pub fn group(&self) -> Option<NamedGroup> {
        self.server.key_share.as_ref().map(|share| share.group)
    }

    /// verify_data of a sender's Finished, empty before.
    pub fn finished(&self, sender: Sender) -> &[u8] {
        &self.of(sender).finished
    }

    /// Server: whether a record that could not be opened may be early data of a client that asked for
    /// it and has not heard yet that there is none.
    pub fn may_be_early_data(&self) -> bool {
        self.forged && !self.opened && self.retry != Retry::Done
    }

    /// Type and length of the message of which a part was seen.
    pub fn announced(&mut self, sender: Sender) -> Option<(HandshakeType, usize)> {
        let header = self.stream(sender).messages.first_chunk::<4>()?;
        Some((HandshakeType(header[0]), length(&header[1..])))
    }

    /// A sender's key from its first record on; in TLS 1.3 before or after its Finished.
    pub fn new_key(&self, sender: Sender, secrets: &Secrets, finished: bool) -> Option<RecordKey> {
        if self.version == Some(TLS13) {
            let secret = match (sender, finished) {
                (Sender::Client, false) => &secrets.client_handshake,
                (Sender::Server, false) => &secrets.server_handshake,
                (Sender::Client, true) => &secrets.client_traffic,
                (Sender::Server, true) => &secrets.server_traffic,
            };
            return keys::tls13(&secrets.library, self.suite?, secret.as_ref()?);
        }
        if self.key_block.get().is_none() {
            let master = secrets.master.as_ref()?;
            let (client, server) = (&self.client_random, &self.server_random);
            let block = keys::tls12(&secrets.library, self.suite?, master, client, server)?;
            let _ = self.key_block.set(block);
        }
        let block = self.key_block.get()?;
        let (algorithm, _) = keys::algorithms(self.suite?)?;
        block.record_key(algorithm, sender == Sender::Client).ok()
    }

    /// The key for the peer's next record.
    pub fn take_peer_key(&mut self, peer: Sender, secrets: &Secrets) -> Option<RecordKey> {
        self.prepare_key(peer, secrets);
        self.peer_key.take()
    }

    /// Makes the peer's key if there is none.
    fn prepare_key(&mut self, peer: Sender, secrets: &Secrets) {
        if self.peer_key.is_none() {
            let finished = !self.finished(peer).is_empty();
            self.peer_key = self.new_key(peer, secrets, finished);
        }
    }

    /// Whether the peer's record with this outer type is protected.
    pub fn protects(&self, content_type: ContentType) -> bool {
        match self.version {
            Some(TLS13) => content_type == ContentType::ApplicationData,
            _ => self.peer_key.is_some(),
        }
    }

    /// Looks at one whole record that we send, as rustls made it. What its messages say is learned one
    /// by one, with [`Observer::learn`].
    pub fn sent(&mut self, own: Sender, record: &[u8]) -> Vec<Event> {
        let mut events = Vec::new();
        match record {
            [_, _, _, _, _, content @ .., inner]
                if unprotected::wants_protection(record) && self.version == Some(TLS13) =>
            {
                self.look(own, (*inner).into(), content, &mut events);
            }
            [content_type, _, _, _, _, content @ ..] => {
                self.look(own, (*content_type).into(), content, &mut events);
            }
            _ => {}
        }
        events
    }

    /// Looks at one whole record of the peer's, and adds to `input` what rustls gets of it: the record
    /// without its protection, or what it is where it cannot be opened.
    pub fn received(
        &mut self,
        peer: Sender,
        record: &[u8],
        secrets: &Secrets,
        input: &mut Vec<u8>,
    ) -> Vec<Event> {
        let mut events = Vec::new();
        let start = input.len();
        input.extend_from_slice(record);
        let Some((header, body)) = input[start..].split_first_chunk_mut::<HEADER_LEN>() else {
            return events;
        };
        let content_type = ContentType::from(header[0]);
        if !self.protects(content_type) {
            if self.is_hello_request(peer, content_type, body) {
                events.push(Event::Message(body.to_vec()));
                input.truncate(start);
                return events;
            }
            // rustls takes no empty record; in TLS 1.2 there is nothing in it.
            let nothing = content_type == ContentType::Handshake
                || content_type == ContentType::ChangeCipherSpec && self.version == Some(TLS12);
            if nothing && body.is_empty() {
                input.truncate(start);
                return events;
            }
            unprotected::mark_unopened(header);
            if content_type == ContentType::ChangeCipherSpec && body != [1] {
                events.push(Event::BadChangeCipherSpec);
                return events;
            }
            if content_type == ContentType::ChangeCipherSpec && self.version == Some(TLS12) {
                self.prepare_key(peer, secrets);
            }
            // Where TLS 1.3 has keys, a message in the clear is none.
            if content_type != ContentType::Handshake || secrets.client_handshake.is_none() {
                self.look(peer, content_type, body, &mut events);
                self.learn_all(peer, &events);
            }
            return events;
        }
        self.prepare_key(peer, secrets);
        let had_finished = !self.finished(peer).is_empty();
        let key = self.peer_key.as_mut();
        let Some(opened) = key.and_then(|key| keys::open(key, header, body)) else {
            unprotected::mark_unopened(header);
            self.forged = true;
            return events;
        };
        self.forged = false;
        self.opened = true;
        unprotected::mark_opened(header, opened.length);
        if self.version == Some(TLS13) {
            events.push(Event::InnerType(opened.content_type));
        }
        let content = &body[opened.content];
        if content.is_empty()
            && matches!(
                opened.content_type,
                ContentType::Alert | ContentType::Handshake
            )
        {
            match self.version {
                Some(TLS13) => events.push(Event::Empty),
                _ => input.truncate(start),
            }
            return events;
        }
        if peer == Sender::Server
            && opened.content_type == ContentType::Handshake
            && content == WHOLE_HELLO_REQUEST
        {
            let begun = !self.stream(peer).messages.is_empty();
            if !begun {
                events.push(Event::Message(content.to_vec()));
                input.truncate(start);
                return events;
            }
        }
        self.look(peer, opened.content_type, content, &mut events);
        self.learn_all(peer, &events);
        input.truncate(start + HEADER_LEN + opened.length);
        if self.version == Some(TLS13) && !self.finished(peer).is_empty() && !had_finished {
            self.peer_key = None;
        }
        events
    }

    /// Whether a record is a HelloRequest and nothing else. In a handshake it has nothing to request: it is
    /// passed over, and no part of the transcript (RFC 5246, section 7.4.1.1).
    fn is_hello_request(&mut self, peer: Sender, content_type: ContentType, body: &[u8]) -> bool {
        peer == Sender::Server
            && content_type == ContentType::Handshake
            && body == WHOLE_HELLO_REQUEST
            && self.stream(peer).messages.is_empty()
    }

    /// Looks at what a record holds.
    fn look(
        &mut self,
        sender: Sender,
        content_type: ContentType,
        content: &[u8],
        events: &mut Vec<Event>,
    ) {
        match content_type {
            ContentType::ChangeCipherSpec => events.push(Event::ChangeCipherSpec),
            ContentType::Alert => events.push(Event::Alert(content.to_vec())),
            ContentType::Handshake => self.handshake(sender, content, events),
            _ => {}
        }
    }

    fn handshake(&mut self, sender: Sender, content: &[u8], events: &mut Vec<Event>) {
        let mut buffer = std::mem::take(&mut self.stream(sender).messages);
        buffer.extend_from_slice(content);
        while let Some(header) = buffer.first_chunk::<4>() {
            let len = 4 + length(&header[1..]);
            if buffer.len() < len {
                break;
            }
            let rest = buffer.split_off(len);
            events.push(Event::Message(buffer));
            buffer = rest;
        }
        self.stream(sender).messages = buffer;
    }

    fn learn_all(&mut self, sender: Sender, events: &[Event]) {
        for event in events {
            if let Event::Message(message) = event {
                self.learn(sender, message);
            }
        }
    }

    /// Notes what a message says.
    pub fn learn(&mut self, sender: Sender, message: &[u8]) {
        self.messages += 1;
        let body = Reader(&message[4..]);
        match (HandshakeType(message[0]), sender) {
            (CLIENT_HELLO, Sender::Client) => {
                if self.retry == Retry::Requested {
                    self.retry = Retry::Done;
                }
                if let Some(random) = message.get(6..38) {
                    self.client_random.copy_from_slice(random);
                }
                if let Ok(hello) = ClientHello::parse(message) {
                    self.client.key_share = hello.first_key_share();
                    self.client_hello = Some(hello);
                }
            }
            (SERVER_HELLO, Sender::Server) => {
                self.server_hello(body);
            }
            (NEW_SESSION_TICKET, Sender::Server) if self.version == Some(TLS12) => {
                self.ticket = messages::new_session_ticket(body);
            }
            (ENCRYPTED_EXTENSIONS, Sender::Server) => {
                let (name_accepted, protocol) = messages::encrypted_extensions(body);
                self.name_accepted = name_accepted;
                self.protocol = protocol.map(<[u8]>::to_vec);
            }
            (CERTIFICATE, Sender::Server) => self.certificate(body),
            (CERTIFICATE, Sender::Client) => {
                let chain = match self.version {
                    Some(TLS13) => messages::certificate_tls13(body).map(|(chain, _)| chain),
                    _ => messages::certificate_tls12(body),
                };
                self.no_client_certificate = chain.is_some_and(|chain| chain.is_empty());
            }
            (CERTIFICATE_STATUS, Sender::Server) => {
                self.ocsp_response = messages::status(body).unwrap_or_default();
            }
            (SERVER_KEY_EXCHANGE, Sender::Server) => {
                if let Some((share, scheme)) = messages::server_key_exchange(body) {
                    self.server.key_share = Some(share);
                    self.server.scheme = Some(scheme);
                }
            }
            (CERTIFICATE_VERIFY, _) => {
                let scheme = message.get(4..6).and_then(<[u8]>::first_chunk);
                self.stream(sender).scheme =
                    scheme.map(|s| SignatureScheme(u16::from_be_bytes(*s)));
            }
            (CLIENT_KEY_EXCHANGE, Sender::Client) => self.client_key_exchanged = true,
            (CERTIFICATE_REQUEST, Sender::Server) => {
                let request = match self.version {
                    Some(TLS13) => messages::request_tls13(body),
                    _ => messages::request_tls12(body),
                };
                self.request = request.map(Arc::new);
            }
            (FINISHED, _) if self.version.is_some() => {
                self.stream(sender).finished = message[4..].to_vec();
            }
            _ => {}
        }
    }

    fn certificate(&mut self, body: Reader<'_>) {
        match self.version {
            Some(TLS13) => {
                if let Some((chain, ocsp_response)) = messages::certificate_tls13(body) {
                    self.chain = chain;
                    self.ocsp_response = ocsp_response;
                }
            }
            _ => self.chain = messages::certificate_tls12(body).unwrap_or_default(),
        }
    }

    /// The server's chain, once.
    pub fn take_chain(&mut self) -> Option<Vec<Vec<u8>>> {
        let chain = std::mem::take(&mut self.chain);
        (!chain.is_empty()).then_some(chain)
    }

    /// The status of the server's certificate, once.
    pub fn take_status(&mut self) -> Option<Vec<u8>> {
        let response = std::mem::take(&mut self.ocsp_response);
        (!response.is_empty()).then_some(response)
    }

    fn server_hello(&mut self, body: Reader<'_>) -> Option<()> {
        let hello = messages::server_hello(body)?;
        self.version = Some(hello.version);
        self.suite = Some(hello.suite);
        self.extended_master_secret = hello.extensions.contains(&EXTENDED_MASTER_SECRET);
        self.secure_renegotiation = hello.extensions.contains(&RENEGOTIATION_INFO);
        let offered_id = self.client_hello.as_ref().map(ClientHello::session_id);
        self.resumes = match hello.version {
            TLS13 => hello.extensions.contains(&PRE_SHARED_KEY),
            _ => !hello.session_id.is_empty() && offered_id == Some(hello.session_id),
        };
        if hello.random == HELLO_RETRY_REQUEST {
            self.retry = Retry::Requested;
            self.asked_group = hello.group;
        } else {
            self.has_server_hello = true;
            self.server.key_share = hello.key_share;
            self.point_formats = hello.point_formats.to_vec();
            self.server_random = hello.random;
            self.session_id = hello.session_id.to_vec();
            self.name_accepted = hello.extensions.contains(&SERVER_NAME);
            self.protocol = hello.protocol.map(<[u8]>::to_vec);
        }
        Some(())
    }
}

/// A whole HelloRequest.
const WHOLE_HELLO_REQUEST: [u8; 4] = [0; 4];

/// OpenSSL's number (`TLS_ST_*`) for the state in which a message is read or written.
pub(super) fn state(
    server: bool,
    writing: bool,
    message_type: HandshakeType,
) -> Option<HandshakeState> {
    Some(match (server, writing, message_type) {
        (false, true, CLIENT_HELLO) => state::CW_CLNT_HELLO,
        (false, false, SERVER_HELLO) => state::CR_SRVR_HELLO,
        (false, false, ENCRYPTED_EXTENSIONS) => state::CR_ENCRYPTED_EXTENSIONS,
        (false, false, CERTIFICATE) => state::CR_CERT,
        (false, false, CERTIFICATE_STATUS) => state::CR_CERT_STATUS,
        (false, false, SERVER_KEY_EXCHANGE) => state::CR_KEY_EXCH,
        (false, false, CERTIFICATE_REQUEST) => state::CR_CERT_REQ,
        (false, false, SERVER_HELLO_DONE) => state::CR_SRVR_DONE,
        (false, false, CERTIFICATE_VERIFY) => state::CR_CERT_VRFY,
        (false, false, NEW_SESSION_TICKET) => state::CR_SESSION_TICKET,
        (false, false, FINISHED) => state::CR_FINISHED,
        (false, true, CERTIFICATE) => state::CW_CERT,
        (false, true, CLIENT_KEY_EXCHANGE) => state::CW_KEY_EXCH,
        (false, true, CERTIFICATE_VERIFY) => state::CW_CERT_VRFY,
        (false, true, FINISHED) => state::CW_FINISHED,
        (true, false, CLIENT_HELLO) => state::SR_CLNT_HELLO,
        (true, true, SERVER_HELLO) => state::SW_SRVR_HELLO,
        (true, true, ENCRYPTED_EXTENSIONS) => state::SW_ENCRYPTED_EXTENSIONS,
        (true, true, CERTIFICATE) => state::SW_CERT,
        (true, true, CERTIFICATE_STATUS) => state::SW_CERT_STATUS,
        (true, true, SERVER_KEY_EXCHANGE) => state::SW_KEY_EXCH,
        (true, true, CERTIFICATE_REQUEST) => state::SW_CERT_REQ,
        (true, true, SERVER_HELLO_DONE) => state::SW_SRVR_DONE,
        (true, true, CERTIFICATE_VERIFY) => state::SW_CERT_VRFY,
        (true, true, NEW_SESSION_TICKET) => state::SW_SESSION_TICKET,
        (true, true, FINISHED) => state::SW_FINISHED,
        (true, false, CERTIFICATE) => state::SR_CERT,
        (true, false, CLIENT_KEY_EXCHANGE) => state::SR_KEY_EXCH,
        (true, false, CERTIFICATE_VERIFY) => state::SR_CERT_VRFY,
        (true, false, FINISHED) => state::SR_FINISHED,
        _ => return None,
    })
}

/// The same for ChangeCipherSpec.
pub(super) fn change_cipher_spec_state(server: bool, writing: bool) -> HandshakeState {
    match (server, writing) {
        (false, false) => state::CR_CHANGE,
        (false, true) => state::CW_CHANGE,
        (true, false) => state::SR_CHANGE,
        (true, true) => state::SW_CHANGE,
    }
}
