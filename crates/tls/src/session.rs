//! What the protocol knows of a session: enough to resume it.

use zeroize::Zeroizing;

use crate::cipher::Cipher;
use crate::facts::Short;
use crate::message::MAX_SESSION_ID_LEN;
use crate::registry::group::NamedGroup;
use crate::registry::version::ProtocolVersion;

/// The longest session id and session id context, in bytes.
pub const MAX_ID: usize = MAX_SESSION_ID_LEN;

/// A session as plain data. Certificates, the verify result and an application's data stand beside it, in the
/// object of the C API.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Resumable {
    pub version: ProtocolVersion,
    /// The cipher suite; `None` until it is in force.
    pub suite: Option<&'static Cipher>,
    pub id: Short<MAX_ID>,
    /// The session id context of the server that made it.
    pub context: Short<MAX_ID>,
    /// TLS 1.2: the master secret. TLS 1.3: the pre-shared key.
    pub secret: Zeroizing<Vec<u8>>,
    pub extended_master_secret: bool,
    /// Seconds since 1970, and for how many seconds it is good.
    pub time: i64,
    pub timeout: i64,
    /// The ticket; `None` if there is none.
    pub ticket: Option<Box<[u8]>>,
    /// Seconds that the server promised to honour the ticket.
    pub ticket_lifetime: u32,
    pub ticket_age_add: u32,
    pub max_early_data: u32,
    pub alpn: Option<Box<[u8]>>,
    pub host_name: Option<Box<[u8]>>,
    /// The code of the longest fragment; 255 before it is negotiated.
    pub fragment_code: u8,
    pub group: Option<NamedGroup>,
    pub psk_identity: Option<Box<[u8]>>,
    pub psk_hint: Option<Box<[u8]>>,
    pub compression: u8,
    /// The peer has shown a certificate.
    pub has_peer: bool,
    pub not_resumable: bool,
}

impl Resumable {
    /// The timeout has passed (`sess_timedout`). Wider than the clock, so that no timeout overflows.
    pub fn is_expired(&self, now: i64) -> bool {
        let expiry = i128::from(self.time) + i128::from(self.timeout);
        i128::from(now) > expiry && expiry <= i128::from(i64::MAX)
    }
}
