//! Which application the code called by rustls works for.
//!
//! rustls resumes a session only if verifier and certificate resolver are the very objects of the
//! original handshake. So these objects are shared by the whole process and find the connection
//! through a thread-local that is set around each call into rustls. Callbacks may start another
//! handshake on the same thread: the calls nest.

use super::resumption::ClientSession;
use super::{Application, Credential, Parameters};
use crate::error::Fatal;
use crate::sys::library::Library;
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::ptr;
use std::sync::Arc;
use tls::registry::group::NamedGroup;
use tls::registry::scheme::SignatureScheme;
use tls::registry::suite::CipherSuite;
use tls::schedule::SecretBytes;
use zeroize::Zeroizing;

/// The secrets that the key log told.
#[derive(Default)]
pub(super) struct Secrets {
    /// Who derives what is made of them.
    pub library: Library,
    pub client_handshake: Option<SecretBytes>,
    pub server_handshake: Option<SecretBytes>,
    pub client_traffic: Option<SecretBytes>,
    pub server_traffic: Option<SecretBytes>,
    pub exporter: Option<SecretBytes>,
    pub master: Option<SecretBytes>,
    /// TLS 1.3's resumption secret, which no key log has.
    pub resumption: Option<SecretBytes>,
}

impl Secrets {
    /// Notes a line of the key log.
    pub fn note(&mut self, label: &str, secret: &[u8]) {
        let place = match label {
            "CLIENT_RANDOM" => &mut self.master,
            "CLIENT_HANDSHAKE_TRAFFIC_SECRET" => &mut self.client_handshake,
            "SERVER_HANDSHAKE_TRAFFIC_SECRET" => &mut self.server_handshake,
            "CLIENT_TRAFFIC_SECRET_0" => &mut self.client_traffic,
            "SERVER_TRAFFIC_SECRET_0" => &mut self.server_traffic,
            "EXPORTER_SECRET" => &mut self.exporter,
            _ => return,
        };
        *place = SecretBytes::new(secret);
    }
}

/// A line of the key log: label, the client's random, secret.
pub(super) type KeyLogLine = (String, Vec<u8>, SecretBytes);

/// What the calls from rustls left behind.
pub(super) struct Notes {
    pub secrets: Secrets,
    /// What the application's key log has not got yet.
    pub key_log: VecDeque<KeyLogLine>,
    /// Why a callback made rustls fail.
    pub refusal: Option<Fatal>,
    /// What we have signed with.
    pub own_scheme: Option<SignatureScheme>,
    /// The peer signed with what its key, or we, do not allow: nobody is told with what.
    pub peer_scheme_refused: bool,
    /// Server: the groups that the client supports, empty if it did not say.
    pub peer_groups: Vec<NamedGroup>,
    /// Server: the OCSP response to staple.
    pub staple: Option<Vec<u8>>,
    /// The server's chain, if the application has accepted it.
    pub verified: Option<Vec<Vec<u8>>>,
    /// The credential in use and the scheme it signs with.
    pub credential: Option<(Arc<Credential>, SignatureScheme)>,
    /// Server: the cipher suite.
    pub suite: Option<CipherSuite>,
    /// Server: the key exchange group of a full handshake.
    pub group: Option<NamedGroup>,
    /// Server: ticket or session id of the client's hello, and the session that it stands for in
    /// rustls's encoding.
    pub resume: Option<(Vec<u8>, Zeroizing<Vec<u8>>)>,
    /// Server: seconds that the ticket of TLS 1.2 lasts, or why there is none.
    pub ticket_lifetime: Result<u32, Fatal>,
    /// Server: the application was told that the ticket of TLS 1.2 is sent, before it was made.
    pub ticket_announced: bool,
    /// Server: what rustls gets as its next random numbers of 32 bytes.
    pub randoms: VecDeque<[u8; 32]>,
    /// Client, TLS 1.2: the new session.
    pub session: Option<ClientSession>,
}

impl Default for Notes {
    fn default() -> Self {
        Self {
            secrets: Secrets::default(),
            key_log: VecDeque::new(),
            refusal: None,
            own_scheme: None,
            peer_scheme_refused: false,
            peer_groups: Vec::new(),
            staple: None,
            verified: None,
            credential: None,
            suite: None,
            group: None,
            resume: None,
            ticket_lifetime: Ok(0),
            ticket_announced: false,
            randoms: VecDeque::new(),
            session: None,
        }
    }
}

/// A call into rustls on behalf of a connection.
pub(super) struct Call<'a> {
    pub app: &'a dyn Application,
    pub parameters: &'a Parameters,
    /// Never borrowed while the application runs.
    pub notes: &'a RefCell<Notes>,
}

impl Call<'_> {
    /// Has the handshake fail with this alert and reason.
    pub fn refuse(&self, refusal: Fatal) -> rustls::Error {
        self.notes.borrow_mut().refusal = Some(refusal);
        rustls::Error::General(String::new())
    }
}

thread_local! {
    static CURRENT: Cell<*const ()> = const { Cell::new(ptr::null()) };
}

struct Restore(*const ());

impl Drop for Restore {
    fn drop(&mut self) {
        CURRENT.set(self.0);
    }
}

/// Runs `f`, within which [`with`] finds nothing.
pub(super) fn outside<R>(f: impl FnOnce() -> R) -> R {
    let _restore = Restore(CURRENT.replace(ptr::null()));
    f()
}

/// Runs `f`, within which [`with`] finds `call`.
pub(super) fn enter<R>(call: &Call<'_>, f: impl FnOnce() -> R) -> R {
    let _restore = Restore(CURRENT.replace(ptr::from_ref(call).cast()));
    f()
}

/// Whose cryptography the call that is under way is to use.
pub(super) fn library() -> Library {
    with(|call| call.parameters.profile.library.clone()).unwrap_or_default()
}

/// Runs `f` with the call that is under way on this thread, if there is one.
pub(super) fn with<R>(f: impl FnOnce(&Call<'_>) -> R) -> Option<R> {
    let call = CURRENT.get().cast::<Call<'_>>();
    if call.is_null() {
        return None;
    }
    // SAFETY: `enter` holds a reference to the call as long as the pointer is set, also when a
    // panic unwinds; `f` cannot keep it, being generic over its lifetime.
    Some(f(unsafe { &*call }))
}
