//! Clients: the session that is offered, and those that the server makes resumable.

use libc::c_ulong;
use zeroize::Zeroizing;

use super::{cache, now, ClientSession, Connection, Data, Id, Session, Ticket12, TLS12, TLS13};
use crate::handshake::{Saved, Ticket};
use crate::record::secret::Secret;
use crate::record::Hash;
use crate::sys::library::Library;

impl Connection {
    /// Client: what the engine needs to offer the session that was set.
    pub(crate) fn session_to_resume(&self) -> Option<ClientSession> {
        let session = self.current_session()?;
        if !session.is_resumable() {
            return None;
        }
        let data = session.read();
        // Seconds only are known of the age: rather too young than too old.
        let age = now().saturating_sub(data.time).saturating_sub(1);
        let lifetime = i64::try_from(data.ticket_lifetime).unwrap_or(i64::MAX);
        if data.version == i32::from(TLS13) && age > lifetime {
            return None;
        }
        if let Some(client) = &data.client {
            return Some((**client).clone());
        }
        let restored = restore(&data)?;
        drop(data);
        // With TLS 1.3 it is quickly made, and takes as much memory as the session itself.
        if restored.version() != TLS13 {
            session.update(|data| data.client = Some(Box::new(restored.clone())));
        }
        Some(restored)
    }

    /// Client: the session to be resumed is of another session id context, so that its server may have
    /// been verified otherwise than this connection wants it, or not at all.
    pub(crate) fn session_is_elsewhere(&self) -> bool {
        let ours = self.settings().session_id_context.clone();
        let session = self.current_session();
        session.is_some_and(|session| session.read().context.as_slice() != &*ours)
    }

    pub(super) fn remember_client_session(
        &self,
        new: Option<ClientSession>,
        ticket: Option<Ticket12>,
    ) {
        let (resumed, tls13) = self.resumed_and_tls13();
        let statistics = &self.cache().statistics;
        if resumed {
            if let Some(session) = self.current_session() {
                self.recall_group(&session);
            }
            if let (Some(session), true) = (self.current_session(), tls13) {
                // Tickets of TLS 1.3 are best used once.
                if self.cache().mode() & cache::CLIENT != 0 {
                    self.remove_from_cache(&session);
                }
            } else if let (Some(ticket), Some(new)) = (ticket, new) {
                self.renew_client_session(&ticket, new);
            }
            statistics.hits.add();
        } else {
            let offered = self.current_session();
            if offered.is_some_and(|session| !session.read().id.is_empty()) {
                statistics.misses.add();
            }
            let session = Session::with(self.blank_session());
            self.describe(&session, false);
            session.update(|data| {
                if tls13 {
                    return;
                }
                if let Some(facts) = self.facts.borrow().as_ref() {
                    data.id = Id::new(&facts.session_id).unwrap_or_default();
                }
                if let Some(new) = new {
                    data.client = Some(Box::new(new));
                }
                if let Some((ticket, lifetime)) = &ticket {
                    put_ticket(&self.library(), data, ticket, *lifetime);
                }
            });
            self.replace_session(Some(session));
        }
        if let (Some(session), false) = (self.current_session(), tls13) {
            self.update_cache(&session, cache::CLIENT, resumed);
        }
        statistics.connect_good.add();
    }

    /// Client, TLS 1.2: a resumed session got a new ticket, so the old one is out of date.
    fn renew_client_session(&self, (ticket, lifetime): &Ticket12, new: ClientSession) {
        let Some(old) = self.current_session() else {
            return;
        };
        let Some(session) = old.renew() else {
            return;
        };
        if self.cache().mode() & cache::CLIENT != 0 {
            self.remove_from_cache(&old);
        }
        session.update(|data| {
            data.time = now();
            data.client = Some(Box::new(new));
            put_ticket(&self.library(), data, ticket, *lifetime);
        });
        self.replace_session(Some(session));
    }

    /// Client, TLS 1.3: a ticket arrived, which makes a resumable session.
    pub(crate) fn remember_ticket(&self, ticket: &Ticket, key: &Secret) {
        let Some(session) = self.current_session().and_then(|old| old.renew()) else {
            return;
        };
        session.update(|data| {
            data.time = now();
            data.client = None;
            data.ticket_age_add = ticket.age_add;
            data.max_early_data = ticket.max_early_data;
            data.secret = Zeroizing::new(key.as_ref().to_vec());
            put_ticket(&self.library(), data, &ticket.ticket, ticket.lifetime);
        });
        self.replace_session(Some(session.clone()));
        self.update_cache(&session, cache::CLIENT, self.resumed_and_tls13().0);
    }
}

/// What the engine needs of a session of TLS 1.3, or of one that was read as DER.
fn restore(data: &Data) -> Option<ClientSession> {
    // A server without a certificate was not verified, and nothing says who it was.
    data.peer.leaf()?;
    let version = u16::try_from(data.version).ok()?;
    let chain = match version {
        TLS12 => data.peer.to_der(),
        _ => Vec::new(),
    };
    ClientSession::restore(&Saved {
        version,
        suite: data.cipher?.protocol_id(),
        secret: &data.secret,
        ticket: &data.ticket,
        id: match data.ticket.is_empty() {
            true => data.id.as_slice(),
            false => &[],
        },
        time: u64::try_from(data.time).ok()?,
        lifetime: u32::try_from(data.ticket_lifetime).unwrap_or(u32::MAX),
        age_add: data.ticket_age_add,
        extended_master_secret: data.extended_master_secret,
        chain: &chain,
    })
}

/// A ticket that a client received. Its hash becomes the id, so that caches can tell sessions apart.
fn put_ticket(library: &Library, data: &mut Data, ticket: &[u8], lifetime: u32) {
    if ticket.is_empty() {
        return;
    }
    data.ticket = ticket.to_vec();
    data.ticket_lifetime = c_ulong::from(lifetime);
    let hash = Hash::SHA256.by(library).digest(ticket);
    data.id = hash
        .ok()
        .and_then(|hash| Id::new(hash.as_ref()))
        .unwrap_or_default();
}
