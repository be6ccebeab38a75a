//! What a connection inherits from its context and may change for itself.

use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::Arc;

use libc::{c_int, c_void};

use super::ciphers::Ciphers;
use super::credentials::Credentials;
use super::hooks::With;
use super::Method;
use crate::callbacks as cb;
use crate::cipher::alpn;
use crate::cipher::list::{CipherList, ListError};
use crate::cipher::missing::Missing;
use crate::constants::SSL_MODE_AUTO_RETRY;
use crate::profile::Profile;
use crate::sys::library::Library;
use crate::sys::pkey::PKey;
use tls::registry::group::NamedGroup;
use tls::registry::scheme::SignatureScheme;
use tls::registry::version::ProtocolVersion;

static DEFAULT_PROFILE: AtomicU8 = AtomicU8::new(Profile::V3_0 as u8);

/// Sets the profile that new contexts start with.
pub fn set_default_profile(profile: Profile) {
    DEFAULT_PROFILE.store(profile as u8, Ordering::Relaxed);
}

fn default_profile() -> Profile {
    [Profile::V1_0_1, Profile::V1_1_1]
        .into_iter()
        .find(|profile| *profile as u8 == DEFAULT_PROFILE.load(Ordering::Relaxed))
        .unwrap_or_default()
}

/// The longest session id context (`SSL_MAX_SID_CTX_LENGTH`).
pub const MAX_SESSION_ID_CONTEXT: usize = 32;

/// Options that are on by default: `SSL_OP_NO_COMPRESSION` and `SSL_OP_ENABLE_MIDDLEBOX_COMPAT`.
pub const DEFAULT_OPTIONS: u64 = (1 << 17) | (1 << 20);

/// One value of all inheritable settings.
#[derive(Clone)]
pub struct Settings {
    /// The library whose cryptography is used.
    pub library: Library,
    /// The algorithms that it lacks.
    pub missing: Missing,
    /// `SSL_OP_*`.
    pub options: u64,
    /// `SSL_MODE_*`.
    pub mode: u32,
    /// Lowest and highest protocol version as set, 0 for none: see [`super::version`].
    pub(super) min_version: Option<ProtocolVersion>,
    pub(super) max_version: Option<ProtocolVersion>,
    /// The value as set: OpenSSL keeps any int.
    pub quiet_shutdown: c_int,
    /// The generation of OpenSSL whose way of ending connections applies.
    pub profile: Profile,
    /// The value as set, likewise.
    pub read_ahead: c_int,
    /// Most bytes of plaintext in a record that we send.
    pub max_send_fragment: usize,
    pub split_send_fragment: usize,
    /// Length of the read buffer in bytes, 0 for the default.
    pub read_buffer_length: usize,
    /// Block length to which TLS 1.3 records of application data are padded; 0 for no padding.
    pub block_padding: usize,
    /// The same for handshake and alert records.
    pub handshake_padding: usize,
    pub record_padding: With<cb::RecordPadding>,
    /// `SSL_VERIFY_*`.
    pub verify_mode: c_int,
    pub verify_callback: Option<cb::Verify>,
    pub message: With<cb::Message>,
    pub cert: With<cb::Cert>,
    pub password: With<cb::Password>,
    pub generate_session_id: Option<cb::GenerateSessionId>,
    pub not_resumable: Option<cb::NotResumable>,
    pub credentials: Arc<Credentials>,
    /// The suites in the order of preference.
    pub ciphers: Arc<Ciphers>,
    /// `SSL_CERT_FLAG_*`.
    pub cert_flags: u32,
    /// Key exchange groups in the order of preference; `None` for the default.
    pub groups: Option<Arc<[NamedGroup]>>,
    /// Signature algorithms that we accept from the peer; `None` for the default.
    pub sigalgs: Option<Arc<[SignatureScheme]>>,
    pub client_sigalgs: Option<Arc<[SignatureScheme]>>,
    /// The list that a client offers, in wire format; empty for none.
    pub alpn: Arc<[u8]>,
    pub session_id_context: Arc<[u8]>,
    /// Tickets that a TLS 1.3 server sends after a full handshake.
    pub num_tickets: usize,
    pub max_early_data: u32,
    pub recv_max_early_data: u32,
    pub security_level: c_int,
    /// `None` for the default callback.
    pub security_callback: Option<cb::Security>,
    pub security_ex_data: *mut c_void,
    /// Longest certificate chain that a peer may send, in bytes.
    pub max_cert_list: usize,
    /// The status type that a client asks for (`TLSEXT_STATUSTYPE_ocsp`), or -1.
    pub status_type: c_int,
    /// Kept for the getters: early data is never accepted.
    pub allow_early_data: With<cb::AllowEarlyData>,
    /// Finite-field Diffie-Hellman parameters; no suite uses them.
    pub tmp_dh: Option<PKey>,
    /// The application's limit for parallel records. We send one.
    pub max_pipelines: usize,
    /// Whether a client agrees to authenticate after the handshake (`SSL_set_post_handshake_auth`).
    pub post_handshake_auth: bool,
}

// SAFETY: the raw pointers inside are the application's callback arguments, which OpenSSL's contract
// makes usable from every thread that uses the context.
unsafe impl Send for Settings {}
// SAFETY: as above; nothing inside changes behind a shared reference.
unsafe impl Sync for Settings {}

impl Settings {
    /// The defaults with the cryptography of `library`, without algorithms that it lacks.
    pub fn on(mut self, library: Library) -> Settings {
        self.missing = Missing::from(&library);
        if !library.is_default() || library.has_legacy_provider() {
            self.ciphers = Arc::new(CipherList::new(&self.missing).into());
        }
        self.library = library;
        self
    }

    /// Sets a cipher list (`SSL_CTX_set_cipher_list`), with its security level and Suite B mode.
    pub fn set_cipher_list(&mut self, rules: &[u8]) -> Result<(), ListError> {
        let mut list = CipherList::clone(&self.ciphers);
        let level = &mut self.security_level;
        let result = list.set_cipher_list(rules, &mut self.cert_flags, level, &self.missing);
        // A list that selects nothing takes effect although the call fails.
        if matches!(result, Ok(()) | Err(ListError::NoMatch)) {
            self.ciphers = Arc::new(list.into());
        }
        result
    }

    /// Sets the suites of TLS 1.3 (`SSL_CTX_set_ciphersuites`).
    pub fn set_ciphersuites(&mut self, names: &[u8]) -> Result<(), ListError> {
        let mut list = CipherList::clone(&self.ciphers);
        list.set_ciphersuites(names, &self.missing)?;
        self.ciphers = Arc::new(list.into());
        Ok(())
    }

    /// Sets the protocols that a client offers, in wire format; an empty list offers none. False for a
    /// malformed list (`SSL_CTX_set_alpn_protos`).
    pub fn set_alpn(&mut self, protocols: &[u8]) -> bool {
        let valid = protocols.is_empty() || alpn::is_valid(protocols);
        if valid {
            self.alpn = Arc::from(protocols);
        }
        valid
    }

    /// The settings that `SSL_dup` copies from a connection; the others come from the context.
    pub fn duplicated(&self, context: &Settings) -> Settings {
        Settings {
            max_send_fragment: context.max_send_fragment,
            split_send_fragment: context.split_send_fragment,
            read_buffer_length: context.read_buffer_length,
            block_padding: context.block_padding,
            handshake_padding: context.handshake_padding,
            record_padding: context.record_padding,
            not_resumable: context.not_resumable,
            groups: context.groups.clone(),
            alpn: context.alpn.clone(),
            num_tickets: context.num_tickets,
            max_early_data: context.max_early_data,
            recv_max_early_data: context.recv_max_early_data,
            status_type: context.status_type,
            allow_early_data: context.allow_early_data,
            max_pipelines: context.max_pipelines,
            post_handshake_auth: context.post_handshake_auth,
            ..self.clone()
        }
    }

    /// OpenSSL's defaults for connections of a method.
    pub fn for_method(_method: &Method) -> Settings {
        Settings {
            library: Library::DEFAULT,
            missing: Missing::legacy(),
            options: DEFAULT_OPTIONS,
            mode: SSL_MODE_AUTO_RETRY,
            min_version: None,
            max_version: None,
            quiet_shutdown: 0,
            profile: default_profile(),
            read_ahead: 0,
            max_send_fragment: 16384,
            split_send_fragment: 16384,
            read_buffer_length: 0,
            block_padding: 0,
            handshake_padding: 0,
            record_padding: With::default(),
            verify_mode: 0,
            verify_callback: None,
            message: With::default(),
            cert: With::default(),
            password: With::default(),
            generate_session_id: None,
            not_resumable: None,
            credentials: Arc::default(),
            ciphers: Arc::default(),
            cert_flags: 0,
            groups: None,
            sigalgs: None,
            client_sigalgs: None,
            alpn: Arc::from([]),
            session_id_context: Arc::from([]),
            num_tickets: 2,
            max_early_data: 0,
            recv_max_early_data: 16384,
            security_level: 2,
            security_callback: None,
            security_ex_data: std::ptr::null_mut(),
            max_cert_list: 102_400,
            status_type: -1,
            allow_early_data: With::default(),
            tmp_dh: None,
            max_pipelines: 0,
            post_handshake_auth: false,
        }
    }
}
