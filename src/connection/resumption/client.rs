//! Clients: the session that is offered, and the sessions made from the server's tickets.

use std::ffi::CStr;

use libc::{c_int, c_ulong};
use zeroize::Zeroizing;

use super::{cache, ClientSession, Connection, Data, Id, TLS12, TLS13};
use crate::cipher::alpn;
use crate::constants::{TLS1_2_VERSION, TLS1_3_VERSION};
use crate::error::reason::Reason;
use crate::error::Fatal;
use crate::handshake::{Chosen, Saved, ServerHello, Ticket};
use crate::record::alert;
use crate::record::Hash;
use crate::sys::clock::now;
use tls::registry::group::NamedGroup;
use tls::registry::version::ProtocolVersion;
use tls::schedule::Secret;

impl Connection {
    /// Client: what the engine needs to offer the session that was set.
    pub(crate) fn session_to_resume(&self) -> Option<ClientSession> {
        let session = self.current_session()?;
        if !session.is_resumable() {
            return None;
        }
        let data = session.read();
        let mut made = data.time;
        if data.version == TLS1_3_VERSION {
            // As tls_construct_ctos_psk computes it: seconds modulo 2^32, so that a session from the future
            // counts as old; one second less, so that the age is never too high; and no resumption if the
            // milliseconds do not fit.
            let age = (now().wrapping_sub(data.time) as u32).saturating_sub(1);
            if data.ticket_lifetime < c_ulong::from(age) || age.checked_mul(1000).is_none() {
                return None;
            }
            made = now() - i64::from(age);
        }
        if let Some(client) = &data.client {
            return Some((**client).clone());
        }
        let restored = restore(&data, made)?;
        drop(data);
        // A TLS 1.3 session is restored quickly and needs as much memory as the session itself, so it is not
        // kept.
        if restored.version() != TLS13 {
            session.update(|data| data.client = Some(Box::new(restored.clone())));
        }
        Some(restored)
    }

    /// Client: gives the connection a new session when the ClientHello is made, unless the session that was set
    /// can be offered.
    pub(crate) fn begin_client_session(&self) {
        let enabled = self.enabled_versions();
        let offered = self.current_session().is_some_and(|session| {
            let supported = match session.read().version {
                TLS1_3_VERSION => enabled.tls13,
                TLS1_2_VERSION => enabled.tls12,
                _ => false,
            };
            supported && session.is_resumable()
        });
        // A second ClientHello keeps the first one's session.
        if !offered && self.negotiation.facts().is_none() {
            let version = self.current_version();
            self.replace_session(Some(self.new_session(self.blank_session(version))));
        }
    }

    /// Client: processes what the ServerHello says about the session (`tls_process_server_hello`).
    pub(crate) fn take_server_hello(&self, hello: &ServerHello<'_>) -> Result<(), Fatal> {
        self.resumption.hit.set(hello.resumes);
        self.resumption.ticket_received.set(false);
        self.identity.status().received(&[]);
        let (id, context) = match self.current_session() {
            Some(session) => {
                let data = session.read();
                (data.id, data.context)
            }
            None => Default::default(),
        };
        if hello.resumes {
            // The session's server may have been verified by other rules than this connection's, or not at all.
            if context.as_slice() != &*self.settings().session_id_context {
                return Err(Fatal::new(
                    alert::ILLEGAL_PARAMETER,
                    Reason::ATTEMPT_TO_REUSE_SESSION_IN_DIFFERENT_CONTEXT,
                ));
            }
        } else {
            if !id.is_empty() {
                self.cache().statistics.misses.add();
                self.replace_session(Some(self.new_session(self.blank_session(hello.version))));
            }
            self.update_session(|data| {
                data.version = c_int::from(hello.version.0);
                if hello.version == TLS12 {
                    data.id = Id::new(hello.session_id).unwrap_or_default();
                    data.extended_master_secret = hello.extended_master_secret;
                }
            });
        }
        if !self.accepts(Chosen::Suite(hello.suite)) {
            return Err(Fatal::new(
                alert::ILLEGAL_PARAMETER,
                Reason::WRONG_CIPHER_RETURNED,
            ));
        }
        if hello.version == TLS13 {
            self.put_group(hello.group);
            self.put_cipher_into_session();
        }
        Ok(())
    }

    /// Client, TLS 1.3: stores the group of the key exchange in the session. If a resumed session has another
    /// group it is copied, because others may use it.
    fn put_group(&self, group: Option<NamedGroup>) {
        let Some(mut session) = self.current_session() else {
            return;
        };
        if self.resumption.hit() && session.read().named_group() != group {
            let Some(copy) = self.outside(|| session.renew()) else {
                return;
            };
            self.replace_session(Some(copy.clone()));
            session = copy;
        }
        session.update(|data| data.group = group.map_or(0, |group| group.0.into()));
    }

    /// Client: processes the server's extensions.
    pub(crate) fn take_server_extensions(
        &self,
        name_accepted: bool,
        protocol: Option<&[u8]>,
    ) -> Result<(), Fatal> {
        if name_accepted && !self.resumption.hit() {
            let name = self.negotiation.host_name().as_deref().map(CStr::to_owned);
            self.update_session(|data| data.host_name = name);
        }
        if let Some(protocol) = protocol {
            let offered = self.settings().alpn.clone();
            let refusal = |alert| Fatal::new(alert, Reason::BAD_EXTENSION);
            if offered.is_empty() {
                return Err(refusal(alert::UNSUPPORTED_EXTENSION));
            }
            if !alpn::protocols(&offered).any(|name| name == protocol) {
                return Err(refusal(alert::DECODE_ERROR));
            }
            self.put_protocol(protocol);
        }
        self.update_session(Data::disable_fragment_length);
        Ok(())
    }

    /// Client, TLS 1.2: the server sent a ticket for the session.
    pub(crate) fn receive_ticket_of_session(&self, ticket: &[u8], lifetime: u32) {
        let Some(mut session) = self.current_session() else {
            return;
        };
        if !session.read().id.is_empty() {
            // Other connections and the cache may have the session, so it is not changed; the cache's old
            // ticket is out of date.
            let Some(copy) = self.outside(|| session.renew()) else {
                return;
            };
            if self.cache().mode() & cache::CLIENT != 0 {
                self.remove_from_cache(&session);
            }
            self.replace_session(Some(copy.clone()));
            session = copy;
        }
        self.resumption.ticket_received.set(true);
        session.allow_resumption();
        let id = self.id_of_ticket(ticket);
        session.update(|data| {
            data.time = now();
            data.client = None;
            data.id = id;
            data.ticket = ticket.to_vec().into();
            data.ticket_lifetime = c_ulong::from(lifetime);
        });
    }

    /// Client, TLS 1.3: makes a resumable session from a ticket.
    pub(crate) fn remember_ticket(&self, ticket: &Ticket, key: &Secret) {
        let renewed = self
            .current_session()
            .and_then(|old| self.outside(|| old.renew()));
        let Some(session) = renewed else {
            return;
        };
        let id = self.id_of_ticket(&ticket.ticket);
        session.update(|data| {
            data.time = now();
            data.client = None;
            data.id = id;
            data.ticket = ticket.ticket.clone().into();
            data.ticket_lifetime = c_ulong::from(ticket.lifetime);
            data.ticket_age_add = ticket.age_add;
            data.max_early_data = ticket.max_early_data;
            data.secret = Zeroizing::new(key.as_ref().to_vec());
        });
        self.replace_session(Some(session));
        self.update_cache(cache::CLIENT);
    }

    /// The session id made from a ticket's hash, so that caches can distinguish sessions.
    fn id_of_ticket(&self, ticket: &[u8]) -> Id {
        let hash = Hash::SHA256.by(&self.library()).digest(ticket);
        let id = hash.ok().and_then(|hash| Id::new(hash.as_ref()));
        id.unwrap_or_default()
    }
}

/// Restores what the engine needs from a TLS 1.3 session, or from a session that was read as DER.
fn restore(data: &Data, made: i64) -> Option<ClientSession> {
    // A session without the server's certificate does not prove the server's identity.
    data.peer.leaf()?;
    let version = ProtocolVersion(u16::try_from(data.version).ok()?);
    let chain = match version {
        TLS12 => data.peer.to_der(),
        _ => Vec::new(),
    };
    ClientSession::restore(&Saved {
        version,
        suite: data.cipher?.id,
        secret: &data.secret,
        ticket: &data.ticket,
        id: match data.ticket.is_empty() {
            true => data.id.as_slice(),
            false => &[],
        },
        time: u64::try_from(made).ok()?,
        lifetime: u32::try_from(data.ticket_lifetime).unwrap_or(u32::MAX),
        age_add: data.ticket_age_add,
        extended_master_secret: data.extended_master_secret,
        chain: &chain,
    })
}
