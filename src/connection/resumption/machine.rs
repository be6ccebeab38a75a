//! Sessions, as the handshake machine of `tls` wants them.

use std::ffi::CString;
use std::sync::Arc;

use libc::{c_int, c_ulong};

use super::lookup::TicketStatus;
use super::{cache, Connection, Id, Role, Session, TLS13};
use crate::session::Octets;
use tls::error::Fatal;
use tls::facts::Short;
use tls::link::{Sealed, Ticket};
use tls::registry::group::NamedGroup;
use tls::registry::version::ProtocolVersion;
use tls::session::Resumable;

/// What the protocol knows of a session.
fn resumable(session: &Session) -> Resumable {
    let may_resume = session.may_resume();
    let data = session.read();
    let bytes = |octets: &Octets| octets.0.as_deref().map(Box::from);
    let text = |text: &Option<CString>| text.as_ref().map(|text| text.as_bytes().into());
    Resumable {
        version: ProtocolVersion(u16::try_from(data.version).unwrap_or(0)),
        suite: data.cipher,
        id: Short::new(data.id.as_slice()).unwrap_or_default(),
        context: Short::new(data.context.as_slice()).unwrap_or_default(),
        secret: data.secret.clone(),
        extended_master_secret: data.extended_master_secret,
        time: data.time,
        timeout: data.timeout,
        ticket: bytes(&data.ticket),
        ticket_lifetime: u32::try_from(data.ticket_lifetime).unwrap_or(u32::MAX),
        ticket_age_add: data.ticket_age_add,
        max_early_data: data.max_early_data,
        alpn: bytes(&data.alpn),
        host_name: text(&data.host_name),
        fragment_code: data.fragment_length,
        group: u16::try_from(data.group)
            .ok()
            .filter(|id| *id != 0)
            .map(NamedGroup),
        psk_identity: text(&data.psk_identity),
        psk_hint: text(&data.psk_hint),
        compression: data.compression,
        has_peer: data.peer.leaf().is_some(),
        not_resumable: !may_resume,
    }
}

/// Puts changes of the protocol into a session.
fn put_back(session: &Session, now: Resumable) {
    match now.not_resumable {
        true => session.forbid_resumption(),
        false => session.allow_resumption(),
    }
    let text = |bytes: Option<Box<[u8]>>| bytes.and_then(|bytes| CString::new(bytes).ok());
    session.update(|data| {
        data.version = c_int::from(now.version.0);
        data.cipher = now.suite;
        data.id = Id::new(&now.id).unwrap_or_default();
        data.context = Id::new(&now.context).unwrap_or_default();
        data.secret = now.secret;
        data.extended_master_secret = now.extended_master_secret;
        data.time = now.time;
        data.timeout = now.timeout;
        data.ticket = Octets(now.ticket.map(Vec::from));
        data.ticket_lifetime = c_ulong::from(now.ticket_lifetime);
        data.ticket_age_add = now.ticket_age_add;
        data.max_early_data = now.max_early_data;
        data.alpn = Octets(now.alpn.map(Vec::from));
        data.host_name = text(now.host_name);
        data.fragment_length = now.fragment_code;
        data.group = now.group.map_or(0, |group| group.0.into());
        data.psk_identity = text(now.psk_identity);
        data.psk_hint = text(now.psk_hint);
        data.compression = now.compression;
        data.client = None;
    });
}

impl super::Resumption {
    pub(in crate::connection) fn set_hit(&self, hit: bool) {
        self.hit.set(hit);
    }
}

impl Connection {
    /// Reads and changes the connection's session.
    pub(in crate::connection) fn with_resumable(&self, change: &mut dyn FnMut(&mut Resumable)) {
        let Some(session) = self.current_session() else {
            return;
        };
        let before = resumable(&session);
        let mut now = before.clone();
        change(&mut now);
        if now != before {
            put_back(&session, now);
        }
    }

    /// `ssl_get_new_session`
    pub(in crate::connection) fn machine_new_session(
        &self,
        with_id: bool,
        extended_master_secret: bool,
        ticket_expected: bool,
    ) -> Result<(), Fatal> {
        let version = self.engine_version();
        let mut data = self.blank_session(version);
        data.extended_master_secret = extended_master_secret;
        self.replace_session(None);
        if with_id {
            self.resumption.ticket_expected.set(ticket_expected);
            data.id = self.new_session_id()?;
        }
        self.replace_session(Some(self.new_session(data)));
        Ok(())
    }

    pub(in crate::connection) fn machine_renew_session_id(
        &self,
        ticket_expected: bool,
    ) -> Result<(), Fatal> {
        self.resumption.ticket_expected.set(ticket_expected);
        let id = self.new_session_id()?;
        self.update_session(|data| data.id = id);
        Ok(())
    }

    pub(in crate::connection) fn machine_drop_session(&self) {
        self.replace_session(None);
    }

    pub(in crate::connection) fn machine_copy_session(&self) -> Result<(), Fatal> {
        let old = self.current_session().ok_or(Fatal::INTERNAL)?;
        let copy = self.outside(|| old.renew()).ok_or(Fatal::INTERNAL)?;
        self.replace_session(Some(copy));
        Ok(())
    }

    pub(in crate::connection) fn machine_open_ticket(
        &self,
        ticket: &[u8],
        id: &[u8],
    ) -> Result<(Ticket, Option<Arc<Session>>), Fatal> {
        let tls13 = self.engine_version() == TLS13;
        let (status, session) = self.open_ticket(ticket, id, tls13)?;
        let ticket = match (status, session.is_some()) {
            (TicketStatus::None, _) => Ticket::None,
            (TicketStatus::Empty, _) => Ticket::Empty,
            (TicketStatus::NoDecrypt, _) | (_, false) => Ticket::NoneRenew,
            (TicketStatus::Success, true) => Ticket::Found,
            (TicketStatus::SuccessRenew, true) => Ticket::FoundRenew,
        };
        Ok((ticket, session))
    }

    pub(in crate::connection) fn machine_lookup(
        &self,
        version: ProtocolVersion,
        id: &[u8],
    ) -> Option<Arc<Session>> {
        self.find_in_cache(c_int::from(version.0), id)
    }

    pub(in crate::connection) fn look_at(
        &self,
        session: &Session,
        look: &mut dyn FnMut(&Resumable),
    ) {
        look(&resumable(session));
    }

    pub(in crate::connection) fn machine_adopt(&self, session: Arc<Session>) {
        if self.role() == Role::Server {
            self.verification.set_result(session.read().verify_result);
            self.cache().statistics.hits.add();
        }
        self.replace_session(Some(session));
    }

    pub(in crate::connection) fn machine_take(&self, session: &Arc<Session>) -> bool {
        self.remove_from_cache(session)
    }

    pub(in crate::connection) fn count_session_timeout(&self) {
        self.cache().statistics.timeouts.add();
    }

    pub(in crate::connection) fn count_session_miss(&self) {
        self.cache().statistics.misses.add();
    }

    pub(in crate::connection) fn machine_generate_ticket(&self) -> bool {
        self.ask_for_ticket_data().is_ok()
    }

    pub(in crate::connection) fn machine_seal_ticket(&self) -> Result<Sealed, Fatal> {
        let session = self.current_session().ok_or(Fatal::INTERNAL)?;
        let ticket = self.seal(&session)?;
        Ok(Sealed { ticket })
    }

    /// The caches and the application hear of a session with a ticket of TLS 1.3.
    pub(in crate::connection) fn machine_publish_session(&self) {
        let side = match self.role() {
            Role::Server => cache::SERVER,
            _ => cache::CLIENT,
        };
        self.update_cache(side);
    }

    /// Client up to TLS 1.2: a new ticket replaces the session, which leaves the client's cache.
    pub(in crate::connection) fn machine_forget_session(&self) {
        if self.cache().mode() & cache::CLIENT != 0 {
            self.forget_session();
        }
    }

    /// The application decides whether the session may be resumed (`not_resumable_session_cb`).
    pub(in crate::connection) fn machine_decide_resumable(&self, ephemeral: bool) -> bool {
        let Some(session) = self.current_session() else {
            return false;
        };
        if let Some(callback) = self.settings().not_resumable {
            // SAFETY: the application's callback, called with a live connection as documented.
            let ask = || unsafe { callback(self.as_ptr(), c_int::from(ephemeral)) };
            match self.outside(ask) {
                0 => session.allow_resumption(),
                _ => session.forbid_resumption(),
            }
        }
        session.may_resume()
    }

    /// The handshake is over, for the caches (the middle of `tls_finish_handshake`).
    pub(in crate::connection) fn machine_end_session(&self) {
        let statistics = &self.cache().statistics;
        let tls13 = self.engine_version() == TLS13;
        if self.role() == Role::Server {
            if !tls13 {
                self.update_cache(cache::SERVER);
            }
            self.context().cache.statistics.accept_good.add();
            return;
        }
        if !tls13 {
            self.update_cache(cache::CLIENT);
        } else if self.cache().mode() & cache::CLIENT != 0 {
            self.forget_session();
        }
        if self.resumption.hit() {
            statistics.hits.add();
        }
        statistics.connect_good.add();
    }

    /// The first handshake's attempt is counted where the connection has moved to.
    pub(in crate::connection) fn machine_count_attempt(&self, first: bool) {
        if first {
            self.count_attempt();
        }
    }
}
