//! The handshake: OpenSSL's state machine as tables, and the loop that follows them.
//!
//! | file | subject |
//! | --- | --- |
//! | `table` | the shapes of the tables |
//! | `states` | every state: its names, its limit, its message, its work |
//! | `client_reads`, `client_writes` | a client's transitions |
//! | `server_reads`, `server_writes` | a server's transitions |
//! | `conditions` | what the transitions depend on |
//! | `inbox` | the peer's messages, put together from records |
//! | `setup` | how a handshake begins and ends |
//! | `views` | settings and the peer's lists, as `choose` wants them |
//!
//! [`Handshake::run`] goes as far as it can and says why it stopped. Nothing of a handshake is on the stack
//! while it waits: the state, the phase of its work and an index into a list of steps are all that it
//! remembers.

mod client_reads;
mod client_writes;
mod conditions;
mod inbox;
mod server_reads;
mod server_writes;
pub(crate) mod setup;
pub mod states;
pub(crate) mod table;
pub(crate) mod views;

use std::rc::Rc;
use std::sync::Arc;

use zeroize::Zeroizing;

use crate::both;
use crate::choose::certificate::Validities;
use crate::choose::suite::Disabled;
use crate::choose::version::{Downgrade, Method};
use crate::codec::Writer;
use crate::config::{Config, Credential};
use crate::error::{Fatal, Reason};
use crate::exchange::{self, PeerShare, Share};
use crate::extension::{Collected, Extensions};
use crate::facts::EarlyData;
use crate::link::{Kind, Link, Rule};
use crate::message::client_hello::ClientHello;
use crate::message::server_hello;
use crate::message::Header as MessageHeader;
use crate::registry::alert;
use crate::registry::message::{self, HandshakeType};
use crate::registry::scheme::SignatureAlgorithm;
use crate::registry::state::{self, HandshakeState};
use crate::registry::version::{ProtocolVersion, TLS13};
use crate::schedule::{
    Early, FinishedKey, HandshakeSecret, HandshakeStage, KeyBlock, Master, Transcript,
};
use inbox::{Header, Inbox};
pub use table::Why;
use table::{After, Built, Flow, Limit, Message, Step, To};

/// Which side of the handshake we are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Side {
    Client,
    Server,
}

/// Why [`Handshake::run`] stopped.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// Read a record and give it to [`Handshake::receive`].
    Record,
    /// Write all that was sent. Where `forgiving`, a peer that is gone is no error.
    Flush { forgiving: bool },
    /// A callback wants to be asked again, when the application calls again.
    Wait(Why),
    /// The handshake, or what a message after it asked for, is over.
    Done,
    /// The connection is dead.
    Failed(Fatal),
}

/// Where the loop stands (`MSG_FLOW_*` with its sub-states).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Phase {
    /// Nothing has begun (`MSG_FLOW_UNINITED`), or all is done (`MSG_FLOW_FINISHED`).
    Idle,
    /// A message's header is read.
    ReadHeader,
    /// Its body is read.
    ReadBody(Header),
    /// It has come, and is hashed.
    Process(Header),
    /// The state's work after the body, from this step on.
    ReadWork(usize),
    /// The next state is looked for.
    WriteTransition,
    /// The state's work before its message, from this step on.
    Before(usize),
    /// The message is made and sent.
    Send,
    /// The state's work after its message, from this step on.
    After(usize),
    /// A fatal error happened.
    Failed,
}

/// Whether a HelloRetryRequest is on its way (`SSL_HRR_*`).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum Retry {
    #[default]
    None,
    Pending,
    Complete,
}

/// What a client was asked for (`s3.tmp.cert_req`).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum Requested {
    #[default]
    No,
    /// A certificate with its signature follows.
    Certificate,
    /// We have none: an empty list follows.
    Nothing,
}

/// How far a client or server has come with early data (`early_data_state`).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum EarlyState {
    #[default]
    None,
    ConnectRetry,
    Connecting,
    WriteRetry,
    Writing,
    WriteFlush,
    UnauthWriting,
    FinishedWriting,
    AcceptRetry,
    Accepting,
    ReadRetry,
    Reading,
    FinishedReading,
}

/// A handshake under way.
pub struct Handshake {
    pub(crate) side: Side,
    pub(crate) state: HandshakeState,
    phase: Phase,
    inbox: Inbox,
    /// The message under work, header included.
    message: Vec<u8>,
    /// A message that is made and hashed, and not sent.
    outgoing: Option<(Kind, Vec<u8>)>,

    /// The settings, as of the last time that they may have changed.
    pub(crate) config: Arc<Config>,
    /// The version that a hello has fixed (`s->method` after the negotiation).
    pub(crate) fixed_version: Option<ProtocolVersion>,
    /// Client: the lowest version that the hello offers (`s3.tmp.min_ver`), and the range.
    pub(crate) lowest_offered: ProtocolVersion,
    /// Client: the suites that the hello does not offer.
    pub(crate) disabled: Option<Disabled>,
    pub(crate) transcript: Transcript,
    /// The key schedule of TLS 1.3.
    pub(crate) secrets: Secrets,
    /// The keys of the Finished messages of TLS 1.3.
    pub(crate) server_finished_key: Option<FinishedKey>,
    pub(crate) client_finished_key: Option<FinishedKey>,
    /// TLS 1.3: the hash of the handshake up to the peer's Certificate, which its CertificateVerify signs.
    pub(crate) certificate_hash: Vec<u8>,
    /// The keys of TLS 1.2 and older, from ChangeCipherSpec to ChangeCipherSpec.
    pub(crate) key_block: Option<KeyBlock>,

    /// Server: the ClientHello under work.
    pub(crate) hello: Option<Rc<ClientHello>>,
    /// Server: it has the format of SSL 2.0.
    pub(crate) ssl2_hello: bool,
    /// Server: where its extensions stand (`pre_proc_exts`).
    pub(crate) offer: Rc<Collected>,
    /// Server: what the random says about the version.
    pub(crate) downgrade: Downgrade,
    /// Server: the ClientHello is like one of old Safari's (`s3.is_probably_safari`).
    pub(crate) looks_like_safari: bool,
    /// Which extensions were sent.
    pub(crate) extensions: Extensions,
    pub(crate) retry: Retry,
    /// Client: our shares; server: ours, made for the answer.
    pub(crate) shares: Vec<Share>,
    /// Server of TLS 1.3: the client's share that is used.
    pub(crate) peer_share: Option<PeerShare>,
    /// The key exchange of TLS 1.2 and older.
    pub(crate) exchange: Exchange,
    /// The certificate and the algorithm that we sign with (`s3.tmp.cert`, `s3.tmp.sigalg`).
    pub(crate) credential: Option<Arc<Credential>>,
    pub(crate) algorithm: Option<&'static SignatureAlgorithm>,
    /// What our certificates are good for with this peer (`s3.tmp.valid_flags`).
    pub(crate) validities: Validities,
    /// A server has asked for a certificate (`s3.tmp.cert_request`).
    pub(crate) has_requested: bool,
    pub(crate) requested: Requested,
    /// Server: the client's CertificateVerify is not expected (`no_cert_verify`).
    pub(crate) skips_certificate_verify: bool,
    /// A ticket is to follow (`ext.ticket_expected`).
    pub(crate) ticket_expected: bool,
    /// Tickets that the application asked for after the handshake.
    pub(crate) extra_tickets: u32,
    /// A CertificateStatus follows (`ext.status_expected`).
    pub(crate) status_expected: bool,
    /// What the client could be resumed with: the modes of a pre-shared key that it knows.
    pub(crate) psk_modes: PskModes,
    /// Server: which identity of the client is used. Client: how many were offered.
    pub(crate) psk_identity: u16,
    /// Server of TLS 1.3: the candidate is the session of an identity whose binder is right.
    pub(crate) has_candidate: bool,
    /// Client of TLS 1.3: the pre-shared key from elsewhere, which the candidate is (`s->psksession`).
    pub(crate) external_psk: Option<ExternalPsk>,
    /// Client: how much early data may be sent (`s->max_early_data`).
    pub(crate) early_data_limit: u32,
    /// Early data could be accepted (`ext.early_data_ok`).
    pub(crate) early_data_ok: bool,
    pub(crate) early: EarlyState,
    /// Server: the client's name will be acknowledged (`servername_done`).
    pub(crate) name_accepted: bool,
    /// Client: the hello offers application protocols (`s3.alpn_sent`).
    pub(crate) alpn_sent: bool,
    /// Stateless server: the client has brought a good cookie (`ext.cookieok`).
    pub(crate) cookie_ok: bool,
    /// NPN is under way.
    pub(crate) npn_seen: bool,
    /// encrypt-then-MAC is negotiated.
    pub(crate) encrypt_then_mac: bool,
    /// The handshake is a renegotiation (`s->renegotiate`), and a new session is wanted.
    pub(crate) renegotiates: bool,
    pub(crate) new_session: bool,
    /// Server: a HelloRequest is to be sent (`request_state`).
    pub(crate) hello_request_due: bool,
    /// A KeyUpdate is to be sent, and whether it asks for the peer's.
    pub(crate) key_update: Option<bool>,
    /// A Finished was processed: the end of this run is the end of a handshake (`cleanuphand`).
    pub(crate) completes: bool,
    /// The peer's ChangeCipherSpec has come.
    pub(crate) change_received: bool,
    /// The Finished that the peer must send, taken before it is hashed.
    pub(crate) expected_finished: Vec<u8>,
    /// TLS 1.2 and older: the premaster secret between its message and the master secret.
    pub(crate) premaster: Zeroizing<Vec<u8>>,
    /// The cookie of a HelloRetryRequest.
    pub(crate) cookie: Vec<u8>,
}

/// How far the key schedule of TLS 1.3 has come.
pub(crate) enum Secrets {
    None,
    Early(Early),
    /// The key exchange is done; the ServerHello may not be.
    Agreed(HandshakeSecret),
    Handshake(HandshakeStage),
    /// The server's Finished is there. The client's handshake secret may still be derived.
    Master(Box<(HandshakeStage, Master)>),
}

/// Our side of a key exchange of TLS 1.2 and older, between our message and the peer's.
pub(crate) enum Exchange {
    None,
    EcdheServer(exchange::ecdhe::Server),
    EcdheClient(exchange::ecdhe::Client),
    DheServer(exchange::dhe::Server),
    DheClient(exchange::dhe::Client),
}

/// A pre-shared key that a client's program has from elsewhere.
pub(crate) struct ExternalPsk {
    pub identity: Vec<u8>,
    /// Its early secret, once it is offered.
    pub early: Option<Early>,
}

/// The modes in which a pre-shared key may be used (`TLSEXT_KEX_MODE_FLAG_*`).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct PskModes {
    pub ke: bool,
    pub dhe_ke: bool,
}

/// A function of the tables that is not written yet. A handshake that needs it fails loudly.
pub(crate) fn missing(what: &'static str) -> Fatal {
    if cfg!(test) {
        eprintln!("missing: {what}");
    }
    Fatal::INTERNAL
}

impl Handshake {
    /// A handshake that has not begun.
    pub fn new(side: Side, link: &dyn Link) -> Handshake {
        Handshake {
            side,
            state: state::BEFORE,
            phase: Phase::Idle,
            inbox: Inbox::default(),
            message: Vec::new(),
            outgoing: None,
            config: link.config(),
            fixed_version: None,
            lowest_offered: ProtocolVersion(0),
            disabled: None,
            transcript: Transcript::default(),
            secrets: Secrets::None,
            server_finished_key: None,
            client_finished_key: None,
            certificate_hash: Vec::new(),
            key_block: None,
            hello: None,
            ssl2_hello: false,
            offer: Rc::default(),
            downgrade: Downgrade::None,
            looks_like_safari: false,
            extensions: Extensions::default(),
            retry: Retry::None,
            shares: Vec::new(),
            peer_share: None,
            exchange: Exchange::None,
            credential: None,
            algorithm: None,
            validities: Validities::default(),
            has_requested: false,
            requested: Requested::No,
            skips_certificate_verify: false,
            ticket_expected: false,
            extra_tickets: 0,
            status_expected: false,
            psk_modes: PskModes::default(),
            psk_identity: 0,
            has_candidate: false,
            external_psk: None,
            early_data_limit: 0,
            early_data_ok: false,
            early: EarlyState::None,
            npn_seen: false,
            encrypt_then_mac: false,
            name_accepted: false,
            alpn_sent: false,
            cookie_ok: false,
            renegotiates: false,
            new_session: false,
            hello_request_due: false,
            key_update: None,
            completes: false,
            change_received: false,
            expected_finished: Vec::new(),
            premaster: Zeroizing::default(),
            cookie: Vec::new(),
        }
    }

    /// The content of a record that [`Outcome::Record`] asked for.
    pub fn receive(&mut self, kind: Kind, content: &[u8]) {
        match kind {
            Kind::Handshake => self.inbox.push(content),
            Kind::ChangeCipherSpec => self.inbox.push_change(content),
            Kind::Ssl2Hello => self.inbox.push_ssl2_hello(content),
        }
    }

    /// Something has come that is not processed.
    pub fn has_input(&self) -> bool {
        !self.inbox.is_empty() || self.inbox.has_record()
    }

    /// A ChangeCipherSpec has come, and no Finished after it (`s3.change_cipher_spec`).
    pub fn awaits_finished(&self) -> bool {
        self.change_received
    }

    /// The rest of a message is read, whose header has come.
    pub fn reads_body(&self) -> bool {
        matches!(self.phase, Phase::ReadBody(_))
    }

    /// Goes on as far as possible (`state_machine`).
    pub fn run(&mut self, link: &dyn Link) -> Outcome {
        let outcome = self.go(link);
        outcome.unwrap_or_else(|fatal| {
            self.phase = Phase::Failed;
            if self.hello.take().is_some() {
                link.client_hello_done();
            }
            Outcome::Failed(fatal)
        })
    }

    /// The settings may have changed: a callback ran.
    pub(crate) fn refresh(&mut self, link: &dyn Link) {
        let old = std::mem::replace(&mut self.config, link.config());
        link.release(old);
    }

    /// Nothing that came with the message under work is left unread (`RECORD_LAYER_processed_read_pending`).
    pub(crate) fn at_boundary(&self, link: &dyn Link) -> bool {
        self.inbox.is_empty() && link.at_boundary()
    }

    /// The method in force.
    pub(crate) fn method(&self) -> Method {
        self.fixed_version.map_or(self.config.method, Method::Only)
    }

    /// TLS 1.3 is negotiated (`SSL_IS_TLS13`). It is not while a client has only offered it, although
    /// `SSL_version` says so already.
    pub(crate) fn is_tls13(&self, _: &dyn Link) -> bool {
        self.method() == Method::Only(TLS13)
    }

    fn go(&mut self, link: &dyn Link) -> Result<Outcome, Fatal> {
        if self.phase == Phase::Idle {
            self.begin(link)?;
            self.phase = Phase::WriteTransition;
        }
        loop {
            let stop = match self.phase {
                Phase::Idle => Some(Outcome::Done),
                Phase::ReadHeader => self.read_header(link)?,
                Phase::ReadBody(header) => self.read_body(link, header)?,
                Phase::Process(header) => self.process(link, header)?,
                Phase::ReadWork(_) => self.read_work(link)?,
                Phase::WriteTransition => self.write_transition(link)?,
                Phase::Before(_) => self.before(link)?,
                Phase::Send => self.send(link)?,
                Phase::After(_) => self.after(link)?,
                Phase::Failed => return Err(Fatal::silent(Reason::ERR_R_INTERNAL_ERROR)),
            };
            if let Some(outcome) = stop {
                return Ok(outcome);
            }
        }
    }

    /// `READ_STATE_HEADER`
    fn read_header(&mut self, link: &dyn Link) -> Result<Option<Outcome>, Fatal> {
        let Some(header) = self.inbox.header()? else {
            return Ok(Some(Outcome::Record));
        };
        if self.skips_hello_request(link, header) {
            return Ok(None);
        }
        link.told_step();
        self.read_transition(link, header.message)?;
        if header.length > self.limit(link) {
            let (alert, reason) = (alert::ILLEGAL_PARAMETER, Reason::EXCESSIVE_MESSAGE_SIZE);
            return Err(Fatal::new(alert, reason));
        }
        self.phase = Phase::ReadBody(header);
        Ok(None)
    }

    /// A client in a handshake passes a HelloRequest over: it is negotiating already.
    fn skips_hello_request(&mut self, link: &dyn Link, header: Header) -> bool {
        let request = Header {
            message: Message::Handshake(message::HELLO_REQUEST),
            length: 0,
        };
        if self.side != Side::Client || self.state == state::OK || header != request {
            return false;
        }
        if let Some(message) = self.inbox.message(header) {
            link.received(Kind::Handshake, message);
        }
        self.inbox.pop(header);
        true
    }

    fn read_transition(&mut self, link: &dyn Link, message: Message) -> Result<(), Fatal> {
        let rows = match (self.side, self.is_tls13(link)) {
            (Side::Client, false) => client_reads::TLS12,
            (Side::Client, true) => client_reads::TLS13,
            (Side::Server, false) => server_reads::TLS12,
            (Side::Server, true) => server_reads::TLS13,
        };
        let row = rows
            .iter()
            .find(|row| row.from == self.state && row.message == message && (row.when)(self, link));
        let row = row.ok_or(Fatal::new(
            alert::UNEXPECTED_MESSAGE,
            Reason::UNEXPECTED_MESSAGE,
        ))?;
        if let Some(effect) = row.effect {
            effect(self, link)?;
        }
        self.enter(link, row.to);
        Ok(())
    }

    /// The state changes, which `SSL_get_state` shows.
    pub(crate) fn enter(&mut self, link: &dyn Link, state: HandshakeState) {
        let skipped = self.skips_early_data(link);
        self.state = state;
        link.enter(state);
        let skips = self.skips_early_data(link);
        if skips != skipped {
            let limit = skips.then_some(self.config.recv_max_early_data as usize);
            link.rule(Rule::SkipEarlyData(limit));
        }
    }

    /// Server: the client may still send early data, which was rejected (`ossl_statem_skip_early_data`).
    fn skips_early_data(&self, link: &dyn Link) -> bool {
        self.side == Side::Server
            && self.state == state::EARLY_DATA
            && self.retry != Retry::Complete
            && link.facts().early_data.get() == EarlyData::Rejected
    }

    /// The longest body that the message of this state may have.
    fn limit(&self, link: &dyn Link) -> usize {
        match states::find(self.state)
            .reads
            .as_ref()
            .map(|reads| reads.limit)
        {
            None => 0,
            Some(Limit::Bytes(bytes)) => bytes,
            Some(Limit::CertificateList) => self.config.max_cert_list,
            Some(Limit::ByVersion { old, tls13 }) => match self.is_tls13(link) {
                true => tls13,
                false => old,
            },
        }
    }

    /// `READ_STATE_BODY`
    fn read_body(&mut self, link: &dyn Link, header: Header) -> Result<Option<Outcome>, Fatal> {
        let Some(message) = self.inbox.message(header) else {
            if self.inbox.is_interrupted() {
                let (alert, reason) = (alert::UNEXPECTED_MESSAGE, Reason::CCS_RECEIVED_EARLY);
                return Err(Fatal::new(alert, reason));
            }
            return Ok(Some(Outcome::Record));
        };
        let message = message.to_vec();
        self.ssl2_hello = self.inbox.has_ssl2_hello();
        self.inbox.pop(header);
        match header.message {
            Message::ChangeCipherSpec => {}
            Message::Handshake(_) if self.ssl2_hello => self.transcript.add(&message),
            Message::Handshake(kind) => self.hash_received(link, kind, &message)?,
        }
        // A callback may throw an exception: then the message is processed by the next call.
        self.message = message;
        self.phase = Phase::Process(header);
        match header.message {
            Message::ChangeCipherSpec => {}
            Message::Handshake(_) if self.ssl2_hello => {
                link.received(Kind::Ssl2Hello, &self.message);
            }
            Message::Handshake(_) => link.received(Kind::Handshake, &self.message),
        }
        Ok(None)
    }

    /// The rest of `READ_STATE_BODY`, once the message is hashed.
    fn process(&mut self, link: &dyn Link, header: Header) -> Result<Option<Outcome>, Fatal> {
        let message = std::mem::take(&mut self.message);
        let body = match header.message {
            Message::ChangeCipherSpec => &message[..0],
            Message::Handshake(_) if self.ssl2_hello => &message[..],
            Message::Handshake(_) => &message[MessageHeader::LEN..],
        };
        let reads = states::find(self.state).reads.as_ref();
        let reads = reads.ok_or(Fatal::INTERNAL)?;
        self.phase = match (reads.process)(self, link, body)? {
            After::Read => Phase::ReadHeader,
            After::Work => Phase::ReadWork(0),
            After::Turn => Phase::WriteTransition,
        };
        Ok(None)
    }

    /// A message goes into the hash of the handshake, but for those that do not belong to it. What the peer's
    /// Finished must be is taken before it is hashed.
    fn hash_received(
        &mut self,
        link: &dyn Link,
        kind: HandshakeType,
        message: &[u8],
    ) -> Result<(), Fatal> {
        if kind == message::FINISHED {
            both::finished::take_expected(self, link)?;
        }
        let apart = [message::NEW_SESSION_TICKET, message::KEY_UPDATE].contains(&kind);
        if apart && self.is_tls13(link) {
            return Ok(());
        }
        // A HelloRetryRequest is hashed when the first ClientHello has been replaced by its hash.
        if kind == message::SERVER_HELLO && server_hello::asks_to_retry(message) {
            return Ok(());
        }
        self.transcript.add(message);
        Ok(())
    }

    /// `READ_STATE_POST_PROCESS`
    fn read_work(&mut self, link: &dyn Link) -> Result<Option<Outcome>, Fatal> {
        let reads = states::find(self.state).reads.as_ref();
        let steps = reads.map_or(&[][..], |reads| reads.work);
        self.work(link, steps, Phase::ReadHeader, Phase::ReadWork)
    }

    /// `WRITE_STATE_TRANSITION`
    fn write_transition(&mut self, link: &dyn Link) -> Result<Option<Outcome>, Fatal> {
        link.told_step();
        let rows = match (self.side, self.is_tls13(link)) {
            (Side::Client, false) => client_writes::TLS12,
            (Side::Client, true) => client_writes::TLS13,
            (Side::Server, false) => server_writes::TLS12,
            (Side::Server, true) => server_writes::TLS13,
        };
        let row = rows
            .iter()
            .find(|row| row.from == self.state && (row.when)(self, link))
            .ok_or(Fatal::INTERNAL)?;
        if let Some(effect) = row.effect {
            effect(self, link)?;
        }
        self.phase = match row.to {
            To::Read => Phase::ReadHeader,
            To::State(state) => {
                self.enter(link, state);
                Phase::Before(0)
            }
        };
        Ok(None)
    }

    /// `WRITE_STATE_PRE_WORK`
    fn before(&mut self, link: &dyn Link) -> Result<Option<Outcome>, Fatal> {
        let writes = states::find(self.state).writes.as_ref();
        let steps = writes.map_or(&[][..], |writes| writes.before);
        self.work(link, steps, Phase::Send, Phase::Before)
    }

    /// `WRITE_STATE_SEND`
    fn send(&mut self, link: &dyn Link) -> Result<Option<Outcome>, Fatal> {
        let writes = states::find(self.state).writes.as_ref();
        let writes = writes.ok_or(Fatal::new(
            alert::INTERNAL_ERROR,
            Reason::BAD_HANDSHAKE_STATE,
        ))?;
        let Some((message, build)) = writes.message else {
            self.phase = Phase::After(0);
            return Ok(None);
        };
        if let Some((kind, bytes)) = &self.outgoing {
            // A callback threw an exception when it was to be sent.
            link.send(*kind, bytes)?;
            self.outgoing = None;
            self.phase = Phase::After(0);
            return Ok(None);
        }
        let mut writer = Writer::new();
        let built = match message {
            Message::ChangeCipherSpec => build(self, link, &mut writer)?,
            Message::Handshake(kind) => {
                writer.u8(kind.0);
                writer.vec24(|body| build(self, link, body))?
            }
        };
        if built == Built::Skip {
            self.phase = Phase::After(0);
            return Ok(None);
        }
        let bytes = writer.finish()?;
        self.outgoing = Some(match message {
            Message::ChangeCipherSpec => (Kind::ChangeCipherSpec, bytes),
            Message::Handshake(kind) => {
                self.hash_sent(link, kind, &bytes);
                (Kind::Handshake, bytes)
            }
        });
        Ok(None)
    }

    /// HelloRequest does not belong to the handshake, nor does what follows one of TLS 1.3 (`ssl3_do_write`).
    fn hash_sent(&mut self, link: &dyn Link, kind: HandshakeType, message: &[u8]) {
        let apart = [message::NEW_SESSION_TICKET, message::KEY_UPDATE].contains(&kind);
        if kind == message::HELLO_REQUEST || apart && self.is_tls13(link) {
            return;
        }
        self.transcript.add(message);
    }

    /// `WRITE_STATE_POST_WORK`
    fn after(&mut self, link: &dyn Link) -> Result<Option<Outcome>, Fatal> {
        let writes = states::find(self.state).writes.as_ref();
        let steps = writes.map_or(&[][..], |writes| writes.after);
        self.work(link, steps, Phase::WriteTransition, Phase::After)
    }

    /// Goes through a list of steps, from the one that the phase names. `end` follows the last of them.
    fn work(
        &mut self,
        link: &dyn Link,
        steps: &[Step],
        end: Phase,
        at: fn(usize) -> Phase,
    ) -> Result<Option<Outcome>, Fatal> {
        let (Phase::ReadWork(index) | Phase::Before(index) | Phase::After(index)) = self.phase
        else {
            return Err(Fatal::INTERNAL);
        };
        let Some(step) = steps.get(index) else {
            self.phase = end;
            return Ok(None);
        };
        let flow = step(self, link)?;
        if let Flow::Wait(why) = flow {
            return Ok(Some(Outcome::Wait(why)));
        }
        self.phase = at(index + 1);
        match flow {
            Flow::Next | Flow::Wait(_) => {}
            Flow::Flush => {
                let forgiving = self.state == state::SW_SESSION_TICKET;
                return Ok(Some(Outcome::Flush { forgiving }));
            }
            Flow::Turn => self.phase = Phase::WriteTransition,
            Flow::Over => self.phase = Phase::Idle,
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests;
