//! The parts of a ClientHello that a server's callbacks and getters can read.

use std::ffi::CString;
use std::ptr::null;
use std::rc::Rc;

use libc::c_char;

use super::Connection;
use crate::constants::TLS1_3_VERSION;
use crate::error::Fatal;
use crate::handshake::{ClientHello, Facts, TLS13};
use crate::record::alert;
use tls::registry::extension;

impl Connection {
    /// Keeps the ClientHello for the callbacks that follow.
    pub(crate) fn keep_client_hello(&self, hello: &Rc<ClientHello>) {
        self.negotiation.keep_client_hello(hello);
    }

    /// Takes what is readable once the ClientHello callback has accepted the hello, before the version is
    /// chosen.
    pub(crate) fn accept_client_hello(&self, hello: &ClientHello) {
        let lists_versions = hello.extension(extension::SUPPORTED_VERSIONS).is_some();
        self.version
            .client_hello(hello.legacy_version(), lists_versions);
        let mut facts = Box::<Facts>::default();
        facts.client_random.copy_from_slice(hello.random());
        self.put_facts(Some(facts));
    }

    /// Takes what is readable once the version is chosen.
    pub(crate) fn take_offered_suites(&self) {
        let hello = self.negotiation.client_hello();
        if let Some(hello) = &*hello {
            self.negotiation
                .note_offer(|offered| offered.take_suites(hello));
        }
    }

    /// Takes what is readable once the extensions are parsed, before the server name callback.
    pub(crate) fn take_offered_extensions(&self) -> Result<(), Fatal> {
        let (hit, tls13) = (self.resumption.hit(), self.is_tls13());
        let hello = self.negotiation.client_hello();
        let Some(hello) = &*hello else {
            return Ok(());
        };
        self.negotiation
            .note_offer(|offered| offered.take_extensions(hello, hit, tls13));
        let malformed = |reason| Fatal::new(alert::DECODE_ERROR, reason);
        match hello.authorities() {
            Some(names) if tls13 => {
                let names = names.map_err(malformed)?;
                self.identity
                    .receive_peer_authorities(&names)
                    .map_err(malformed)
            }
            _ => Ok(()),
        }
    }

    /// Ends the callbacks' access to the ClientHello.
    pub(crate) fn settle_client_hello(&self) {
        let (hit, tls13) = (self.resumption.hit(), self.is_tls13());
        if let Some(hello) = self.negotiation.settle_client_hello() {
            self.negotiation
                .note_offer(|offered| offered.settle(&hello, hit, tls13));
            if !hit {
                self.compare_sigalgs();
            }
        }
    }

    /// Frees the ClientHello at the end of the handshake.
    pub(crate) fn forget_client_hello(&self) {
        self.negotiation.forget_client_hello();
    }

    /// Server: takes the name that the client asks for, before it is accepted or refused. A resumed TLS 1.2
    /// session has a name of its own.
    pub(crate) fn take_requested_name(&self, name: Option<&str>) {
        let kept = !self.resumption.hit() || self.version() == TLS13;
        let name = name.filter(|_| kept);
        self.negotiation
            .set_host_name(name.and_then(|name| CString::new(name).ok()));
    }

    /// Server: stores the accepted name in the session.
    pub(crate) fn accept_requested_name(&self) {
        if !self.resumption.hit() {
            let name = self.negotiation.host_name().clone();
            self.update_session(|data| data.host_name = name);
        }
    }

    /// The name that `SSL_get_servername` returns, NULL for none: that of a resumed TLS 1.2 session, or else
    /// the name that the client asks for.
    pub fn shown_host_name(&self) -> *const c_char {
        let server = self.has_role() && self.state.is_server();
        let hit = self.resumption.hit() && self.version() != TLS13;
        let own = self.negotiation.host_name();
        let of_session = self.resumption.ask(|data| {
            let name = data.host_name.as_ref().map(|name| name.as_ptr());
            name.map(|name| (name, data.version != TLS1_3_VERSION))
        });
        let of_session = of_session.flatten();
        let recalled = match of_session {
            _ if server && hit => return of_session.map_or(null(), |(name, _)| name),
            Some((name, tls12)) if !server && self.state.in_before() => {
                (own.is_none() && tls12).then_some(name)
            }
            Some((name, _)) if !server && hit => Some(name),
            _ => None,
        };
        recalled.unwrap_or_else(|| own.as_ref().map_or(null(), |name| name.as_ptr()))
    }
}
