//! Resumption: what a client keeps, and what a server keeps or seals into tickets.

use super::extensions::{is_known, EARLY_DATA};
use super::messages::Reader;
use super::{current, keys, restore, Facts, TLS12, TLS13};
use crate::error::reason::Reason;
use crate::error::Fatal;
use crate::record::alert;
use crate::record::message::NEW_SESSION_TICKET;
use crate::sys::clock;
use crate::sys::defer::Defer;
use rustls::client::{ClientSessionStore, Tls12ClientSessionValue, Tls13ClientSessionValue};
use rustls::pki_types::{ServerName, UnixTime};
use rustls::server::{ProducesTickets, StoresServerSessions};
use rustls::time_provider::TimeProvider;
use rustls::NamedGroup;
use std::cell::Cell;
use std::sync::Arc;
use std::time::Duration;
use tls::registry::extension::ExtensionType;
use tls::registry::state::SW_SESSION_TICKET;
use tls::registry::version::ProtocolVersion;
use tls::schedule::Secret;

/// A session a client can resume, any number of times. Cloning is cheap.
#[derive(Clone)]
pub struct ClientSession(Form);

#[derive(Clone)]
enum Form {
    Tls12(Tls12ClientSessionValue),
    /// rustls's value for TLS 1.3 can be used once, so it is made for each handshake.
    Tls13(Arc<restore::Tls13>),
}

impl std::fmt::Debug for ClientSession {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ClientSession(version {:?})", self.version())
    }
}

impl ClientSession {
    pub(super) fn tls12(value: Tls12ClientSessionValue) -> Self {
        Self(Form::Tls12(value))
    }

    pub(super) fn tls13(session: restore::Tls13) -> Self {
        Self(Form::Tls13(Arc::new(session)))
    }

    /// The version the session belongs to.
    pub fn version(&self) -> ProtocolVersion {
        match self.0 {
            Form::Tls12(_) => TLS12,
            Form::Tls13(_) => TLS13,
        }
    }
}

/// The fields of a TLS 1.3 NewSessionTicket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ticket {
    /// Seconds the ticket may be used.
    pub lifetime: u32,
    /// To be added to the age.
    pub age_add: u32,
    /// The ticket's nonce.
    pub nonce: Vec<u8>,
    /// The ticket itself.
    pub ticket: Vec<u8>,
    /// `max_early_data_size`, 0 without the extension.
    pub max_early_data: u32,
}

/// The bytes of early data in a ticket's extensions, 0 without that extension.
fn max_early_data(extensions: &[u8]) -> Result<u32, Fatal> {
    let mut rest = Reader(extensions);
    let mut found = None;
    while !rest.0.is_empty() {
        let malformed = Fatal::new(alert::DECODE_ERROR, Reason::BAD_EXTENSION);
        let kind = ExtensionType(rest.number(2).ok_or(malformed)? as u16);
        let content = rest.vector(2).ok_or(malformed)?;
        let twice = kind == EARLY_DATA && found.replace(content).is_some();
        if twice || kind != EARLY_DATA && is_known(kind) {
            return Err(Fatal::new(alert::ILLEGAL_PARAMETER, Reason::BAD_EXTENSION));
        }
    }
    let malformed = Fatal::new(alert::DECODE_ERROR, Reason::INVALID_MAX_EARLY_DATA);
    let number = |content| <[u8; 4]>::try_from(content).map_err(|_| malformed);
    found.map_or(Ok(0), |content| number(content).map(u32::from_be_bytes))
}

impl Ticket {
    /// Parses the message's body (`tls_process_new_session_ticket`).
    pub fn parse(body: &[u8]) -> Result<Self, Fatal> {
        let mismatch = Fatal::new(alert::DECODE_ERROR, Reason::LENGTH_MISMATCH);
        let (ticket, extensions) = Self::parse_front(body).ok_or(mismatch)?;
        let max_early_data = max_early_data(extensions)?;
        Ok(Self {
            max_early_data,
            ..ticket
        })
    }

    /// All before the extensions, and these.
    fn parse_front(body: &[u8]) -> Option<(Self, &[u8])> {
        let (lifetime, rest) = body.split_first_chunk::<4>()?;
        let (age_add, rest) = rest.split_first_chunk::<4>()?;
        let (len, rest) = rest.split_first()?;
        let (nonce, rest) = rest.split_at_checked(usize::from(*len))?;
        let (len, rest) = rest.split_first_chunk::<2>()?;
        let (ticket, rest) = rest.split_at_checked(usize::from(u16::from_be_bytes(*len)))?;
        let (len, extensions) = rest.split_first_chunk::<2>()?;
        if extensions.len() != usize::from(u16::from_be_bytes(*len)) || ticket.is_empty() {
            return None;
        }
        let ticket = Self {
            lifetime: u32::from_be_bytes(*lifetime),
            age_add: u32::from_be_bytes(*age_add),
            nonce: nonce.to_vec(),
            ticket: ticket.to_vec(),
            max_early_data: 0,
        };
        Some((ticket, extensions))
    }

    /// The whole message, as a server sends it: without `max_early_data_size`. `None` if the ticket is
    /// too long.
    pub fn encode(&self) -> Option<Vec<u8>> {
        let mut body = Vec::with_capacity(32 + self.ticket.len());
        body.extend_from_slice(&self.lifetime.to_be_bytes());
        body.extend_from_slice(&self.age_add.to_be_bytes());
        body.push(u8::try_from(self.nonce.len()).ok()?);
        body.extend_from_slice(&self.nonce);
        body.extend_from_slice(&u16::try_from(self.ticket.len()).ok()?.to_be_bytes());
        body.extend_from_slice(&self.ticket);
        body.extend_from_slice(&[0, 0]);
        let [_, length @ ..] = u32::try_from(body.len()).ok()?.to_be_bytes();
        Some([&[NEW_SESSION_TICKET.0], &length[..], &body].concat())
    }

    /// The pre-shared key that goes with the ticket, on a connection with these facts.
    pub fn key(&self, facts: &Facts) -> Option<Secret> {
        let hash = keys::hash(&facts.library, facts.suite?)?;
        let resumption = Secret::new(hash, &facts.resumption_secret).ok()?;
        resumption.resumption_psk(&self.nonce).ok()
    }
}

thread_local! {
    /// What [`Clock`] says instead of the time.
    static TIME: Cell<Option<u64>> = const { Cell::new(None) };
}

/// Runs `f` as if it were that time, in seconds since 1970.
pub(super) fn at<R>(time: u64, f: impl FnOnce() -> R) -> R {
    let before = TIME.replace(Some(time));
    let _restore = Defer(|| TIME.set(before));
    f()
}

/// The clock; while a ticket is worked on again, the time when it came.
#[derive(Debug)]
pub(super) struct Clock;

impl TimeProvider for Clock {
    fn current_time(&self) -> Option<UnixTime> {
        let seconds = match TIME.get() {
            Some(seconds) => seconds,
            None => u64::try_from(clock::now()).ok()?,
        };
        Some(UnixTime::since_unix_epoch(Duration::from_secs(seconds)))
    }
}

/// A client's store: the one session of the connection under way, whatever the server's name.
#[derive(Debug)]
pub(super) struct ClientStore;

impl ClientSessionStore for ClientStore {
    fn set_kx_hint(&self, _: ServerName<'static>, _: NamedGroup) {}

    fn kx_hint(&self, _: &ServerName<'_>) -> Option<NamedGroup> {
        None
    }

    fn set_tls12_session(&self, _: ServerName<'static>, value: Tls12ClientSessionValue) {
        if restore::restoring() {
            return restore::keep_tls12(value);
        }
        current::with(|call| {
            call.notes.borrow_mut().session = Some(ClientSession::tls12(value));
        });
    }

    fn tls12_session(&self, _: &ServerName<'_>) -> Option<Tls12ClientSessionValue> {
        current::with(|call| match &call.parameters.session {
            Some(ClientSession(Form::Tls12(value))) => Some(value.clone()),
            _ => None,
        })?
    }

    fn remove_tls12_session(&self, _: &ServerName<'static>) {}

    fn insert_tls13_ticket(&self, _: ServerName<'static>, value: Tls13ClientSessionValue) {
        restore::keep_ticket(value);
    }

    fn take_tls13_ticket(&self, _: &ServerName<'static>) -> Option<Tls13ClientSessionValue> {
        current::with(|call| match &call.parameters.session {
            Some(ClientSession(Form::Tls13(session))) => session.value(),
            _ => None,
        })?
    }
}

/// The session that this ticket or id stands for, as it was found before rustls saw the ClientHello.
fn found(key: &[u8]) -> Option<Vec<u8>> {
    current::with(|call| {
        let notes = call.notes.borrow();
        let (known_by, state) = notes.resume.as_ref()?;
        (known_by == key).then(|| state.to_vec())
    })?
}

/// A server's tickets, sealed and opened by the application.
#[derive(Debug)]
pub(super) struct Tickets {
    pub enabled: bool,
}

impl ProducesTickets for Tickets {
    fn enabled(&self) -> bool {
        self.enabled
    }

    fn lifetime(&self) -> u32 {
        let lifetime = current::with(|call| call.notes.borrow().ticket_lifetime);
        lifetime.and_then(Result::ok).unwrap_or(0)
    }

    /// TLS 1.2 only. rustls knows no failure: that is found when the ticket would be sent.
    fn encrypt(&self, _: &[u8]) -> Option<Vec<u8>> {
        current::with(|call| {
            // Where a session is resumed the ServerHello, which comes first, is not sent yet.
            if call.notes.borrow().resume.is_none() {
                call.notes.borrow_mut().ticket_announced = true;
                call.app.state(SW_SESSION_TICKET);
            }
            let sealed = call.app.seal_ticket();
            let lifetime = sealed.as_ref().map(|sealed| sealed.lifetime);
            call.notes.borrow_mut().ticket_lifetime = lifetime.map_err(|refusal| *refusal);
            Some(sealed.ok()?.ticket)
        })?
    }

    fn decrypt(&self, cipher: &[u8]) -> Option<Vec<u8>> {
        found(cipher)
    }
}

/// A server's sessions, kept by the application, which knows their ids from the beginning.
#[derive(Debug)]
pub(super) struct ServerStore {
    pub enabled: bool,
}

impl StoresServerSessions for ServerStore {
    fn put(&self, _: Vec<u8>, _: Vec<u8>) -> bool {
        true
    }

    fn get(&self, key: &[u8]) -> Option<Vec<u8>> {
        found(key)
    }

    fn take(&self, key: &[u8]) -> Option<Vec<u8>> {
        found(key)
    }

    fn can_cache(&self) -> bool {
        self.enabled
    }
}
