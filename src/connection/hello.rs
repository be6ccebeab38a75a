//! What a server's callbacks may see of the ClientHello.

use std::ffi::CString;
use std::ptr::null;

use libc::{c_char, c_int};

use super::Connection;
use crate::handshake::{ClientHello, TLS13};

const EXTENSION_STATUS_REQUEST: u16 = 5;
const EXTENSION_EARLY_DATA: u16 = 42;
const EXTENSION_SUPPORTED_VERSIONS: u16 = 43;
const EXTENSION_POST_HANDSHAKE_AUTH: u16 = 49;
const EXTENSION_RENEGOTIATION_INFO: u16 = 0xff01;

/// The cipher suite that stands for an empty renegotiation_info (RFC 5746, section 3.3).
const RENEGOTIATION_SIGNAL: u16 = 0x00ff;

/// What a server remembers of the ClientHello when the callbacks have run.
#[derive(Clone, Copy, Default)]
pub(crate) struct Offers {
    pub early_data: bool,
    /// The client may be asked for a certificate after the handshake.
    pub post_handshake_auth: bool,
    pub secure_renegotiation: bool,
    /// The client lists the versions that it speaks.
    pub versions: bool,
    /// The type of certificate status that the client asked for.
    pub status_type: Option<c_int>,
}

impl Offers {
    fn of(hello: &ClientHello) -> Offers {
        let has = |kind| hello.extension(kind).is_some();
        let signal = || hello.suites().any(|suite| suite == RENEGOTIATION_SIGNAL);
        Offers {
            early_data: has(EXTENSION_EARLY_DATA),
            post_handshake_auth: has(EXTENSION_POST_HANDSHAKE_AUTH),
            secure_renegotiation: has(EXTENSION_RENEGOTIATION_INFO) || signal(),
            versions: has(EXTENSION_SUPPORTED_VERSIONS),
            status_type: hello
                .extension(EXTENSION_STATUS_REQUEST)
                .and_then(<[u8]>::first)
                .map(|kind| c_int::from(*kind)),
        }
    }
}

impl Connection {
    /// Keeps the ClientHello for the ClientHello and server name callbacks, which come next.
    pub(crate) fn keep_client_hello(&self, hello: &ClientHello) {
        self.client_offers.set(Offers::of(hello));
        *self.client_hello.borrow_mut() = Some(hello.clone());
    }

    /// Those callbacks have run.
    pub(crate) fn forget_client_hello(&self) {
        *self.client_hello.borrow_mut() = None;
    }

    /// Where the bytes of the client's cipher suites are, which stay until they are asked for after
    /// another handshake; NULL and 0 if they are not known.
    pub(crate) fn raw_cipher_list(&self) -> (*const u8, usize) {
        if let Some(hello) = &*self.client_hello.borrow() {
            return (hello.ciphers().as_ptr(), hello.ciphers().len());
        }
        let suites: Vec<u8> = match &*self.facts.borrow() {
            Some(facts) => facts
                .offers
                .suites()
                .iter()
                .flat_map(|s| s.to_be_bytes())
                .collect(),
            None => return (std::ptr::null(), 0),
        };
        let mut raw = self.raw_ciphers.borrow_mut();
        if *raw != suites {
            *raw = suites;
        }
        (raw.as_ptr(), raw.len())
    }

    /// Server: the name that the client asks for, before it is known whether it is accepted. In TLS 1.2
    /// a resumed session has its own.
    pub(crate) fn take_requested_name(&self, name: Option<&str>) {
        let kept = !self.resumption.hit() || self.version() == TLS13;
        let name = name.filter(|_| kept);
        *self.host_name.borrow_mut() = name.and_then(|name| CString::new(name).ok());
    }

    /// Server: the name is accepted, which makes it the session's.
    pub(crate) fn accept_requested_name(&self) {
        if !self.resumption.hit() {
            let name = self.host_name.borrow().clone();
            self.update_session(|data| data.host_name = name);
        }
    }

    /// The name that `SSL_get_servername` gives, NULL for none: that of a resumed TLS 1.2 session,
    /// otherwise what a client was told to ask for, or what a server's client asked for.
    pub fn shown_host_name(&self) -> *const c_char {
        let server = self.has_role() && self.state.server.get();
        let hit = self.resumption.hit() && self.version() != TLS13;
        let own = self.host_name.borrow();
        let session = self.session.borrow();
        let of_session = session.as_ref().and_then(|session| {
            let data = session.read();
            let name = data.host_name.as_ref().map(|name| name.as_ptr());
            name.map(|name| (name, data.version != c_int::from(TLS13)))
        });
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
