//! The callbacks that stay with the SSL_CTX.

use libc::c_void;

use crate::callbacks as cb;

/// A callback with its argument.
#[derive(Clone, Copy)]
pub struct With<F> {
    pub call: Option<F>,
    pub arg: *mut c_void,
}

impl<F> Default for With<F> {
    fn default() -> With<F> {
        With {
            call: None,
            arg: std::ptr::null_mut(),
        }
    }
}

/// All callbacks that a connection looks up in its current context.
#[derive(Clone, Copy, Default)]
pub struct Hooks {
    pub info: Option<cb::Info>,
    pub key_log: Option<cb::KeyLog>,
    pub client_hello: With<cb::ClientHello>,
    pub server_name: With<cb::ServerName>,
    pub status: With<cb::Status>,
    pub alpn_select: With<cb::AlpnSelect>,
    pub cert_verify: With<cb::CertVerify>,
    pub client_cert: Option<cb::ClientCert>,
    pub new_session: Option<cb::NewSession>,
    pub remove_session: Option<cb::RemoveSession>,
    pub get_session: Option<cb::GetSession>,
    /// Callbacks that set up the sealing of tickets, of the current and the older interface.
    pub ticket_key: Option<cb::TicketKey>,
    pub ticket_key_hmac: Option<cb::TicketKeyHmac>,
    /// `SSL_CTX_set_session_ticket_cb`; both have the same argument.
    pub generate_ticket: With<cb::GenerateTicket>,
    pub decrypt_ticket: With<cb::DecryptTicket>,
}
